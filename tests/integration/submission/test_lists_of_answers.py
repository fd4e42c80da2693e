"""Answers made of several things: boxes to tick, people to name."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.domain.dossier_kinds import QuestionKind
from tests.integration.submission.conftest import COMPLETE, World, answers_of, ask, people_of

OPTIONS = [
    {"value": "money", "label": "Un budget", "label_en": "A budget"},
    {"value": "data", "label": "Des données", "label_en": "Data"},
    {"value": "law", "label": "Un avis juridique"},
]


def _save(client: Any, world: World, **changes: Any) -> Any:
    form = client.get(f"{world.url}/edit")
    return client.post(f"{world.url}/edit", {**COMPLETE, "version": form.field("version"), "then": "review", **changes})


def _answer(page: Any, label: str) -> list[str]:
    section = page.soup.find(string=label).find_parent("section")
    return [item.text.strip() for item in section.select("li")]


@pytest.mark.parametrize("sent", [["law", "money"], ["law\nmoney"]])  # by boxes, or as the script sends it
def test_several_choices_are_kept_in_their_order_and_read_as_a_list(
    session: Session, sign_in: Any, world: World, sent: list[str]
) -> None:
    ask(session, world.call, "needs", QuestionKind.SEVERAL, options=OPTIONS)
    client = sign_in(world.owner)

    page = _save(client, world, answer_needs=sent)

    assert page.status == 200
    assert answers_of(session, world.project)["needs"] == "money\nlaw"
    assert _answer(page, "Question needs ?") == ["Un budget", "Un avis juridique"]
    boxes = client.get(f"{world.url}/edit").soup.select("input[name=answer_needs]")
    assert [(box["type"], box.has_attr("checked")) for box in boxes] == [
        ("checkbox", True), ("checkbox", False), ("checkbox", True),
    ]  # fmt: skip
    _save(client, world)
    assert "needs" not in answers_of(session, world.project)  # no box ticked any more


def test_several_choices_have_a_limit_and_no_other_value(session: Session, sign_in: Any, world: World) -> None:
    ask(session, world.call, "needs", QuestionKind.SEVERAL, options=OPTIONS, max_items=2)
    client = sign_in(world.owner)
    for sent, sentence in (
        (["money", "data", "law"], "Choisissez 2 réponses au plus."),
        (["gold"], "Choisissez parmi ces réponses."),
    ):
        page = _save(client, world, answer_needs=sent)
        assert page.status == 422
        assert sentence in page.soup.select_one("#answer_needs-error").text
        assert page.field("answer_problem") == COMPLETE["answer_problem"]


ROWS = ["Maud  Tessier", "Culture", "Médiatrice", "", "", "", "Ali Ben", "", ""]


@pytest.mark.parametrize("sent", [ROWS, ["Maud Tessier\tCulture\tMédiatrice\nAli Ben"]])
def test_people_are_named_row_by_row(session: Session, sign_in: Any, world: World, sent: list[str]) -> None:
    ask(session, world.call, "team", QuestionKind.TEAM, max_items=3)
    client = sign_in(world.owner)

    page = _save(client, world, answer_team=sent)

    assert page.status == 200
    assert answers_of(session, world.project)["team"] == "Maud Tessier\tCulture\tMédiatrice\nAli Ben"
    assert _answer(page, "Question team ?") == ["Maud Tessier, Culture (Médiatrice)", "Ali Ben"]
    assert people_of(session, world.project) == {world.owner.id}  # a name gives no place in the team
    cells = client.get(f"{world.url}/edit").soup.select("input[name=answer_team]")
    assert [cell["value"] for cell in cells] == ["Maud Tessier", "Culture", "Médiatrice", "Ali Ben", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (["", "Culture", ""], "Écrivez le nom de chaque personne."),
        (["A", "", ""] * 3, "Nommez 2 personnes au plus."),
        (["A" * 121, "", ""], "Un nom compte 120 caractères au plus"),
    ],
)
def test_people_named_wrongly_stay_on_the_page(
    session: Session, sign_in: Any, world: World, sent: list[str], sentence: str
) -> None:
    ask(session, world.call, "team", QuestionKind.TEAM, max_items=2)

    page = _save(sign_in(world.owner), world, answer_team=sent)

    assert page.status == 422
    assert sentence in page.soup.select_one("#answer_team-error").text
    assert [cell["value"] for cell in page.soup.select("input[name=answer_team]")][:3] == sent[:3]
    assert "team" not in answers_of(session, world.project)
