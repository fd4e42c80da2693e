"""Two people write the same dossier: nobody's text is lost, nobody's is replaced unseen."""

from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from incubator.core.errors import StaleVersion
from incubator.domain.models import JournalEntry, Person, Project, TeamMember
from incubator.submission import operations, queries
from tests.factories import actor_of, make_person
from tests.integration.submission.conftest import COMPLETE, World, answers_of

MINE = {**COMPLETE, "answer_problem": "Mon texte à moi.", "title": "Mon titre"}
THEIRS = {**COMPLETE, "answer_problem": "Le texte de l’autre.", "title": "L’autre titre"}


@pytest.fixture
def colleague(session: Session, world: World) -> Person:
    person = make_person(session, world.organisation, name="Bastien Roumieu")
    session.add(TeamMember(project_id=world.project.id, person_id=person.id, name=person.name))
    session.flush()
    return person


def _both_write(sign_in: Any, world: World, colleague: Person) -> Any:
    client = sign_in(world.owner)
    version = client.get(f"{world.url}/edit").field("version")
    sign_in(colleague).post(f"{world.url}/edit", {**THEIRS, "version": version})
    return client.post(f"{world.url}/edit", {**MINE, "version": version})


def test_edit_conflict_shows_both_texts_and_saves_nothing(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    page = _both_write(sign_in, world, colleague)

    assert page.status == 409
    assert page.h1 == "Deux versions de votre dossier"
    assert "Bastien Roumieu l’a enregistré" in page.text
    pairs = page.soup.select(".cards")
    assert len(pairs) == 2
    assert pairs[0].select_one("input")["value"] == "Mon titre"
    assert "L’autre titre" in pairs[0].select_one(".answer-text").text
    assert pairs[1].select_one("textarea").text.strip() == "Mon texte à moi."
    assert "Le texte de l’autre." in pairs[1].select_one(".answer-text").text
    assert page.field("answer_audience") == COMPLETE["answer_audience"]
    assert answers_of(session, world.project)["problem"] == "Le texte de l’autre."


def test_edit_conflict_lets_one_save_anyway(session: Session, sign_in: Any, world: World, colleague: Person) -> None:
    page = _both_write(sign_in, world, colleague)

    saved = sign_in(world.owner).post(f"{world.url}/edit", {**MINE, "version": page.field("version")})

    assert saved.status == 200
    session.refresh(world.project)
    assert world.project.title == "Mon titre"
    assert answers_of(session, world.project)["problem"] == "Mon texte à moi."
    last = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
    assert last.before == {"title": "L’autre titre", "problem": "Le texte de l’autre."}


def test_edit_conflict_comes_again_when_somebody_saves_again(sign_in: Any, world: World, colleague: Person) -> None:
    page = _both_write(sign_in, world, colleague)
    other = sign_in(colleague)
    version = other.get(f"{world.url}/edit").field("version")
    other.post(f"{world.url}/edit", {**THEIRS, "title": "Un troisième", "version": version})

    again = sign_in(world.owner).post(f"{world.url}/edit", {**MINE, "version": page.field("version")})

    assert again.status == 409
    assert "Un troisième" in again.text


def test_edit_conflict_of_the_same_text_is_no_conflict(session: Session, sign_in: Any, world: World) -> None:
    """Pressed twice, or sent from two tabs: the second finds what it wanted to write."""
    client = sign_in(world.owner)
    version = client.get(f"{world.url}/edit").field("version")
    client.post(f"{world.url}/edit", {**MINE, "version": version})

    again = client.post(f"{world.url}/edit", {**MINE, "version": version})

    assert again.status == 200
    session.refresh(world.project)
    assert world.project.version == 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999"])
def test_edit_conflict_when_the_version_says_nothing(sign_in: Any, world: World, version: str) -> None:
    page = sign_in(world.owner).post(f"{world.url}/edit", {**MINE, "version": version})

    assert page.status == 409
    assert page.field("version") == "1"


def test_edit_conflict_in_the_same_instant_is_refused(session: Session, world: World) -> None:
    """The other transaction ends between our reading and our writing."""
    actor = actor_of(session, world.owner)
    session.expire_all()
    project = queries.dossier(session, actor, world.project.id)
    version = project.version
    session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )

    with pytest.raises(StaleVersion):
        operations.save_answers(session, actor=actor, project=project, version=version, typed=MINE)

    assert session.is_active is False or session.execute(text("SELECT 1")).scalar() == 1
