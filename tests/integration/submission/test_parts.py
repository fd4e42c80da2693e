"""A form in parts: one calm page for the questions under one title, and the whole on one page for who prefers it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Question
from tests.integration.submission.conftest import COMPLETE, World, answers_of, ask


@pytest.fixture
def in_parts(session: Session, world: World) -> World:
    """« Le problème » has the first two questions, « Vous » the phone, boxes and a choice to make."""
    options = [{"value": "one", "label": "Un"}, {"value": "two", "label": "Deux"}]
    ask(session, world.call, "needs", QuestionKind.SEVERAL, options=options)
    ask(session, world.call, "known", QuestionKind.YES_NO, required=True)
    titles = {"problem": "Le problème", "audience": "", "phone": "Vous", "needs": "Vous", "known": ""}
    for question in session.scalars(select(Question).where(Question.call_id == world.call.id)):
        question.section = titles[question.key]
    session.flush()
    return world


def _names(page: Any) -> set[str]:
    fields = page.soup.select("main form [name]")
    return {one["name"] for one in fields if one["name"] in COMPLETE or one["name"].startswith("answer_")}


def _save(client: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {"version": client.get(url).field("version"), **fields})


FIRST = {"title", "department", "theme", "answer_problem", "answer_audience"}
SECOND = {"answer_phone", "answer_needs", "answer_known"}


def test_form_opens_where_something_is_missing_and_says_where_one_is(sign_in: Any, in_parts: World) -> None:
    client = sign_in(in_parts.owner)

    page = client.get(f"{in_parts.url}/edit")  # only the last question lacks its answer

    assert page.url == f"{in_parts.url}/edit/2"
    assert _names(page) == SECOND
    assert page.soup.select_one("main h2").text == "Vous"
    assert "Partie 2 sur 2" in page.text
    tabs = [tab.get_text(" ", strip=True) for tab in page.soup.select("nav.tabs a")]
    assert tabs == ["Le problème (rien n’y manque)", "Vous 1 réponse attendue", "Tout sur une page"]
    assert _names(client.get(f"{in_parts.url}/edit/1")) == FIRST
    assert _names(client.get(f"{in_parts.url}/edit/all")) == FIRST | SECOND
    assert page.soup.select_one("[name=answer_phone]")["lang"] == "fr"


def test_saving_a_part_goes_on_to_the_next_and_touches_no_other(
    session: Session, sign_in: Any, in_parts: World
) -> None:
    client = sign_in(in_parts.owner)
    _save(client, f"{in_parts.url}/edit/2", answer_phone="05", answer_needs=["one"], answer_known="yes")

    page = _save(client, f"{in_parts.url}/edit/1", title="Un titre", department="Culture", theme="Mobilités",
                 answer_problem="Autre.", then="next")  # fmt: skip

    assert page.url == f"{in_parts.url}/edit/2"
    assert answers_of(session, in_parts.project) == {
        "problem": "Autre.", "phone": "05", "needs": "one", "known": "yes",
    }  # fmt: skip
    last = _save(client, f"{in_parts.url}/edit/2", answer_phone="06", answer_known="yes", then="review")
    assert last.url == in_parts.url
    assert "needs" not in answers_of(session, in_parts.project)


def test_wrong_answer_and_what_is_missing_lead_to_their_part(sign_in: Any, in_parts: World) -> None:
    client = sign_in(in_parts.owner)

    wrong = _save(client, f"{in_parts.url}/edit/2", answer_phone="5" * 41)
    missing = client.get(f"{in_parts.url}/submit")

    assert wrong.status == 422
    assert _names(wrong) == SECOND
    links = [link["href"] for link in missing.soup.select("main li a")]
    assert f"{in_parts.url}/edit/2#answer_known-0" in links


def test_somebody_faster_in_the_same_part_is_compared_in_it(session: Session, sign_in: Any, in_parts: World) -> None:
    client = sign_in(in_parts.owner)
    version = client.get(f"{in_parts.url}/edit/1").field("version")
    _save(client, f"{in_parts.url}/edit/1", title="La première", answer_problem="A")

    late = client.post(f"{in_parts.url}/edit/1", {"version": version, "title": "La seconde", "answer_problem": "A"})

    assert late.status == 409
    assert "La première" in late.text
    assert _names(late) == FIRST


def test_form_without_titles_is_one_page(sign_in: Any, world: World) -> None:
    page = sign_in(world.owner).get(f"{world.url}/edit")

    assert page.url == f"{world.url}/edit"
    assert not page.soup.select("nav.tabs")
