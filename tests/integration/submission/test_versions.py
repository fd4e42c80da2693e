"""Each version handed in is kept; until the closing the team replaces it; what changed is shown word by word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.db import db
from incubator.core.errors import NotReady
from incubator.core.outbox import File, OutboxEmail
from incubator.domain import lifecycle
from incubator.domain.differences import compared
from incubator.domain.kinds import Role
from incubator.domain.models import Project, Revision
from incubator.domain.states import State
from incubator.submission import operations
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.submission.conftest import COMPLETE, World, answers_of
from tests.integration.submission.test_papers import assert_accessible, words_of
from tests.texts import plain

SignIn = Callable[..., PageClient]


@pytest.fixture
def submitted(session: Session, world: World) -> Project:
    operations.submit_project(session, actor=make.actor_of(session, world.owner), project=world.project)
    session.commit()
    return world.project


def replace(client: PageClient, world: World, **typed: str) -> Page:
    form = client.get(f"{world.url}/edit")
    return client.post(f"{world.url}/edit", {**COMPLETE, **typed, "version": form.field("version")})


def kept(session: Session, project: Project) -> list[Revision]:
    query = select(Revision).where(Revision.project_id == project.id).order_by(Revision.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_another_version_replaces_the_first_and_both_are_kept(
    session: Session, world: World, submitted: Project, sign_in: SignIn, sent: Any
) -> None:
    secretary = make.make_staff(session, world.call)
    session.commit()
    client = sign_in(world.owner)

    page = replace(client, world, answer_problem="Chaque année, 900 familles attendent.")

    assert "Votre nouvelle version est déposée" in page.text
    first, second = kept(session, submitted)
    said = {one["key"]: one["value"] for one in first.answers}
    assert said["problem"] == "Chaque année, 300 familles attendent."
    assert (second.event, second.by_id, second.title) == ("revise", world.owner.id, COMPLETE["title"])
    session.refresh(submitted)
    assert submitted.state is State.SUBMITTED
    assert answers_of(session, submitted)["problem"] == "Chaque année, 900 familles attendent."
    assert [mail.recipient for mail in sent(session)] == [world.owner.email] * 2  # nobody had begun to look
    for person in (world.owner, secretary):
        compared_ = sign_in(person).get(f"{world.url}/versions")
        said = plain(compared_.soup.select_one("#changes").get_text())  # type: ignore[union-attr]
        for words in ("[supprimé : Projet 1]", "[supprimé : 300 ]", "[ajouté : 900 ]"):
            assert words in said
    assert "300 familles" in words_of(client.get(f"{world.url}/versions/pdf?version=1").raw)


def test_what_lacks_an_answer_replaces_nothing_and_loses_nothing(
    session: Session, world: World, submitted: Project, sign_in: SignIn
) -> None:
    page = replace(sign_in(world.owner), world, answer_problem="", answer_audience="Tout le monde.")

    assert page.status == 422
    assert "la version déposée n’a pas changé" in page.text
    assert page.soup.select_one('a[href="#answer_problem"]')
    assert page.field("answer_audience") == "Tout le monde."
    assert answers_of(session, submitted) == {"problem": "Chaque année, 300 familles attendent."}
    assert len(kept(session, submitted)) == 1


def test_those_who_had_begun_to_look_are_told(
    session: Session, world: World, submitted: Project, sign_in: SignIn, sent: Any
) -> None:
    staff = make.make_staff(session, world.call)
    conflicted = make.make_staff(session, world.call)
    make.declare_conflict(session, conflicted, submitted)
    actor = make.actor_of(session, staff)
    lifecycle.move(session, lifecycle.ASK_INFORMATION, project=submitted, actor=actor, note="Combien ?")
    owner = make.actor_of(session, world.owner)
    operations.send_information(session, actor=owner, project=submitted)
    session.commit()

    replace(sign_in(world.owner), world)

    told = [
        (mail.name, mail.recipient) for mail in sent(session) if mail.name in ("version_replaced", "information_sent")
    ]
    assert told == [("information_sent", staff.email), ("version_replaced", staff.email)]
    assert [one.event for one in kept(session, submitted)] == ["submit", "send_information", "revise"]


def test_nothing_is_replaced_once_the_call_is_closed_or_the_dossier_examined(
    session: Session, world: World, submitted: Project, sign_in: SignIn
) -> None:
    client = sign_in(world.owner)
    form = {**COMPLETE, "version": client.get(f"{world.url}/edit").field("version")}
    clock.freeze(world.call.closes_at + timedelta(seconds=1))
    assert client.post(f"{world.url}/edit", form).status == 409
    clock.freeze(None)
    submitted.state = State.ADMISSIBLE
    session.commit()

    assert client.post(f"{world.url}/edit", form).status == 409
    assert len(kept(session, submitted)) == 1


def test_a_dossier_handed_in_before_versions_were_kept_keeps_what_it_said(
    session: Session, world: World, sign_in: SignIn
) -> None:
    project = make.make_project(session, world.call, owner=world.owner, state=State.INFO_REQUESTED)
    session.commit()
    client = sign_in(world.owner)
    form = client.get(f"/projects/{project.id}/edit")

    client.post(f"/projects/{project.id}/edit", {**COMPLETE, "version": form.field("version")})

    (first,) = kept(session, project)
    assert (first.number, first.title, first.at) == (1, project.title, project.submitted_at)


def test_versions_are_for_the_team_and_those_who_run_the_call(
    session: Session, world: World, submitted: Project, sign_in: SignIn
) -> None:
    submitted.state = State.PITCHED
    reader, juror = make.make_person(session), make.make_person(session)
    make.assign_reader(session, submitted, reader)
    make.grant(session, juror, Role.JUROR, world.call)
    staff = make.make_staff(session, world.call)
    make.declare_conflict(session, staff, submitted)
    session.commit()

    for path in ("versions", "versions/pdf"):
        statuses = [sign_in(one).get(f"{world.url}/{path}").status for one in (reader, juror, staff)]
        assert statuses == [403, 403, 404]


def test_the_receipt_carries_the_version_it_speaks_of(
    app: Flask, session: Session, world: World, submitted: Project, sign_in: SignIn, sent: Any
) -> None:
    replace(sign_in(world.owner), world, answer_problem="Tout autre chose.")
    taken: list[tuple[OutboxEmail, tuple[File, ...]]] = []

    gone = outbox.deliver(lambda: db.new_session(writing=True), lambda email, *files: taken.append((email, files)))

    assert gone == (2, 0)
    first, second = sorted((files[0] for _email, files in taken), key=lambda file: file.name[-6:])
    assert first.name.endswith("-projet-1-v1.pdf")
    assert_accessible(first.content)
    assert "300 familles" in words_of(first.content)
    assert "Tout autre chose." in words_of(second.content)
    assert "Version 2" in words_of(second.content)
    assert "jointes à ce message, en PDF" in sent(session)[0].body


def test_a_file_that_cannot_be_made_does_not_keep_the_words(
    app: Flask, session: Session, world: World, submitted: Project, monkeypatch: pytest.MonkeyPatch, sent: Any
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no paper")

    monkeypatch.setitem(outbox.FILES, "revision", broken)
    results = []
    for minutes in (0, 2, 10):
        clock.freeze(clock.now() + timedelta(minutes=minutes))
        results.append(outbox.deliver(lambda: db.new_session(writing=True), lambda _email, *files: None))
        clock.freeze(clock.now())

    assert results == [(0, 1), (0, 1), (1, 0)]


@pytest.mark.any_engine
def test_differences_are_runs_of_words() -> None:
    pieces = compared("Les 300 familles\nattendent un mois.", "Les 300 familles attendent deux mois.")

    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "Les 300 familles attendent "), ("removed", "un "), ("added", "deux "), ("same", "mois."),
    ]  # fmt: skip
    assert "".join(one.text for one in compared("", "Neuf") if one.kind == "added") == "Neuf"


@pytest.mark.parametrize("why", ["it lacks an answer", "the call has closed"])
def test_the_step_itself_refuses_a_version_that_cannot_be(session: Session, world: World, why: str) -> None:
    project = make.make_project(session, world.call, owner=world.owner, answers={} if "lacks" in why else None)
    if "closed" in why:
        clock.freeze(world.call.closes_at)

    with pytest.raises(NotReady):
        lifecycle.move(session, lifecycle.REVISE, project=project, actor=make.actor_of(session, world.owner))
    assert session.scalars(select(Revision)).all() == []
