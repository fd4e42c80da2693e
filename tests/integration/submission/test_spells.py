"""The journal of what is saved while one types: one line a spell, and still true."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.models import Person, TeamMember
from tests.factories import make_person
from tests.integration.submission.conftest import World
from tests.integration.submission.test_autosave import PROBLEM, entries, save

Texts = dict[str, str]


@pytest.fixture
def colleague(session: Session, world: World) -> Person:
    person = make_person(session, world.organisation, name="Bastien Roumieu")
    session.add(TeamMember(project_id=world.project.id, person_id=person.id, name=person.name))
    session.flush()
    return person


def later(minutes: float) -> None:
    clock.freeze(clock.now() + timedelta(minutes=minutes))


def lines(session: Session, world: World) -> list[tuple[str, Texts | None, Texts | None]]:
    return [(entry.event, entry.before, entry.after) for entry in entries(session, world.project)]


def test_a_spell_of_writing_is_one_line(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    save(client, world, title="La")
    later(20)
    save(client, world, seen={"title": "La"}, title="La première nuit")
    later(20)
    save(client, world, answer_audience="Les familles.")

    before, after = {"title": "Projet 1", "audience": ""}, {"title": "La première nuit", "audience": "Les familles."}
    assert lines(session, world) == [("write_project", before, after)]
    (entry,) = entries(session, world.project)
    assert (entry.actor_id, entry.at) == (world.owner.id, clock.now())
    journal = client.get(f"{world.url}/journal")
    assert [one.text for one in journal.soup.select(".timeline-sentence")] == ["Réponses écrites au fil de la saisie"]
    assert "Adèle Vauquelin" in client.get(f"{world.url}/edit").soup.select_one(".lead").text


def test_a_pause_begins_another_line(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    save(client, world, title="La")
    later(30.1)
    save(client, world, seen={"title": "La"}, title="La nuit")

    assert lines(session, world) == [
        ("write_project", {"title": "Projet 1"}, {"title": "La"}),
        ("write_project", {"title": "La"}, {"title": "La nuit"}),
    ]


def test_what_was_typed_and_taken_back_is_not_told(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    save(client, world, title="La", answer_audience="Les familles.")
    save(client, world, seen={"title": "La"}, title="Projet 1")

    assert lines(session, world) == [("write_project", {"audience": ""}, {"audience": "Les familles."})]


def test_an_act_of_any_kind_ends_the_spell(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    save(client, world, title="La")
    client.post(f"{world.url}/edit", {"version": "2", "title": "La nuit"})
    save(client, world, seen={"title": "La nuit"}, title="La première nuit")

    assert [event for event, _before, _after in lines(session, world)] == [
        "write_project", "edit_project", "write_project",
    ]  # fmt: skip


def test_two_people_in_different_fields_have_a_line_each(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    mine, theirs = sign_in(world.owner), sign_in(colleague)
    save(mine, world, title="La")
    save(theirs, world, answer_audience="Les")
    save(mine, world, seen={"title": "La"}, title="La nuit")
    save(theirs, world, seen={"answer_audience": "Les"}, answer_audience="Les familles.")

    assert lines(session, world) == [
        ("write_project", {"title": "Projet 1"}, {"title": "La nuit"}),
        ("write_project", {"audience": ""}, {"audience": "Les familles."}),
    ]


def test_two_people_in_the_same_field_have_a_line_each_time(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    """A line that went over the other's would hide what they wrote."""
    mine, theirs = sign_in(world.owner), sign_in(colleague)
    save(mine, world, answer_problem="A")
    save(theirs, world, seen={"answer_problem": "A"}, answer_problem="B")
    save(mine, world, title="Mon titre")
    save(mine, world, seen={"answer_problem": "B"}, answer_problem="C")

    assert lines(session, world) == [
        ("write_project", {"problem": PROBLEM}, {"problem": "A"}),
        ("write_project", {"problem": "A"}, {"problem": "B"}),
        ("write_project", {"title": "Projet 1", "problem": "B"}, {"title": "Mon titre", "problem": "C"}),
    ]


def test_autosave_says_who_else_is_writing(session: Session, sign_in: Any, world: World, colleague: Person) -> None:
    save(sign_in(colleague), world, answer_audience="Les familles.")

    at_once = save(sign_in(world.owner), world, title="La").answer["also"]
    own = save(sign_in(colleague), world, seen={"title": "La"}, title="La nuit").answer["also"]
    later(2.1)
    after_a_while = save(sign_in(world.owner), world, seen={"title": "La nuit"}, title="Nuit").answer["also"]

    assert at_once == "Bastien Roumieu écrit aussi dans ce dossier"
    assert own == "Adèle Vauquelin écrit aussi dans ce dossier"
    assert after_a_while == ""
