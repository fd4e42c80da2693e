"""Files of a dossier handed in change with its next version, or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import file_care
from incubator.domain.models import Question, Revision
from incubator.domain.states import State
from tests import papers
from tests.conftest import PageClient
from tests.factories import make_person, make_staff
from tests.integration.submission.attaching import change, given, save, send, there
from tests.integration.submission.conftest import World, answers_of

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def handed_in(session: Session, sign_in: Any, world: World, plans: Question) -> PageClient:
    """The owner, whose dossier was handed in with « plan.pdf »."""
    client = sign_in(world.owner)
    save(client, world, file_plans=given("plan.pdf", papers.pdf()))
    assert client.post(f"{world.url}/submit", {}).status == 200
    return client  # type: ignore[no-any-return]


@pytest.mark.parametrize("script", [True, False])
def test_files_of_a_dossier_handed_in_change_with_its_next_version(
    session: Session, sign_in: Any, app: Flask, world: World, handed_in: PageClient, script: bool
) -> None:
    secretary = sign_in(make_staff(session, world.call))
    stranger = sign_in(make_person(session, world.organisation))
    [old] = there(session)
    if script:
        answers = [change(handed_in, world, remove=old.id), send(handed_in, world, "photo.png", papers.image("PNG"))]
        assert [one.status for one in answers] == [200, 200]
    else:
        save(handed_in, world, then=f"remove:{old.id}")
        page = save(
            handed_in,
            world,
            answer_problem="Autre chose",
            file_plans=given("photo.png", papers.image("PNG")),
            then="add:plans",
        )
        assert page.field("answer_problem") == "Autre chose"

    page, read = handed_in.get(f"{world.url}/edit"), secretary.get(world.url).text
    assert "plan.pdf" in page.soup.select_one(".file-removed").text
    assert "photo.png" in page.soup.select_one("#answer_plans .file:not(.file-removed)").text
    assert "plan.pdf" in read and "photo.png" not in read
    assert answers_of(session, world.project)["plans"] == "plan.pdf"
    new = next(one for one in there(session) if one.name == "photo.png")
    assert secretary.get(f"/attachments/{new.id}").status == 404

    page = save(handed_in, world, answer_problem="Autrement.")

    assert "Votre nouvelle version est déposée" in page.text
    read = secretary.get(world.url).text
    assert "photo.png" in read and "plan.pdf" not in read
    assert answers_of(session, world.project)["plans"] == "photo.png"
    assert handed_in.get(f"/attachments/{old.id}").status == 404
    in_first = f"{world.url}/versions/file?version=1&file={old.id}"
    assert in_first in {a["href"] for a in secretary.get(f"{world.url}/versions").soup.select("td a")}
    assert [one.get(in_first).status for one in (handed_in, secretary, stranger)] == [200, 200, 404]
    assert handed_in.get(in_first).raw == papers.pdf()
    assert handed_in.get(in_first.replace("version=1", "version=2")).status == 404

    clock.freeze(clock.now() + timedelta(days=3))
    with app.app_context():
        assert file_care.clean(session).removed == 0
    assert handed_in.get(in_first).raw == papers.pdf()
    assert "plan.pdf" not in handed_in.get(f"{world.url}/edit").text
    session.execute(delete(Revision).where(Revision.number == 1))
    with app.app_context():
        assert file_care.clean(session).removed == 1


def test_version_without_a_file_that_is_due_replaces_nothing(
    session: Session, world: World, handed_in: PageClient
) -> None:
    [old] = there(session)
    change(handed_in, world, remove=old.id)

    page = save(handed_in, world, answer_problem="Autrement.")

    assert page.status == 422 and "« Question plans ? » attend une réponse" in page.text
    assert "Autrement." in page.text
    [old] = there(session)
    assert (old.removed_at, old.waits) == (None, True)
    assert change(handed_in, world, restore=old.id).status == 200
    assert "Vous n’avez rien changé" in save(handed_in, world).text


def test_file_refused_hands_no_version_in(session: Session, world: World, handed_in: PageClient) -> None:
    page = save(handed_in, world, answer_problem="Autrement.", file_plans=given("virus.pdf", papers.PROGRAM))

    assert "« virus.pdf » n’est pas joint" in page.text and "Autrement." in page.text
    assert session.scalar(select(func.max(Revision.number))) == 1


def test_changes_of_files_of_a_version_that_never_came_do_not_come_back(
    session: Session, world: World, handed_in: PageClient
) -> None:
    [old] = there(session)
    change(handed_in, world, remove=old.id)
    send(handed_in, world, "photo.png", papers.image("PNG"))
    world.project.state = State.INFO_REQUESTED
    session.commit()
    send(handed_in, world, "autre.png", papers.image("PNG"))
    world.project.state = State.SUBMITTED
    session.commit()

    page = handed_in.get(f"{world.url}/edit")

    assert [name.text for name in page.soup.select(".file:not(.file-removed) .file-name")] == ["plan.pdf", "autre.png"]


def test_changes_of_files_that_were_not_handed_in_are_let_go(
    session: Session, app: Flask, world: World, handed_in: PageClient
) -> None:
    [old] = there(session)
    change(handed_in, world, remove=old.id)
    send(handed_in, world, "photo.png", papers.image("PNG"))
    clock.freeze(world.call.closes_at + timedelta(days=2))

    assert send(handed_in, world, "autre.png", papers.image("PNG")).status == 409
    with app.app_context():
        assert file_care.clean(session).removed == 1

    assert [(one.name, one.removed_at, one.waits) for one in there(session)] == [("plan.pdf", None, False)]
