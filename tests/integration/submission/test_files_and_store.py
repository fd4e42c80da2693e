"""What stands behind the files: the scanner, the disk, what is taken away, what is lost."""

import contextlib
import io
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.core.errors import WrongState
from incubator.core.examination import FileRefused
from incubator.core.files import FileStore
from incubator.domain import attachments, file_care
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Attachment, Project, Question
from incubator.domain.states import State
from incubator.submission import files as operations
from incubator.submission import queries
from tests import papers
from tests.factories import actor_of, make_attachment
from tests.integration.submission.attaching import (
    given,
    in_incoming,
    said,
    save,
    send,
    stored,
    there,
)
from tests.integration.submission.conftest import COMPLETE, World, answers_of

pytestmark = pytest.mark.usefixtures("store")


@pytest.mark.parametrize(
    ("command", "status", "verdict"),
    [("exit 0", 200, Verdict.CLEAN), ("exit 1", 422, "un virus"), ("exit 2", 422, "n’a pas pu le vérifier")],
    ids=["clean", "infected", "broken"],
)
def test_scanner_has_its_word_before_a_file_is_kept(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, command: str, status: int, verdict: str,
) -> None:  # fmt: skip
    script = tmp_path / "scan.sh"
    script.write_text(f'grep -q "%PDF" "$2" || exit 9\n{command}\n')  # it is given the file itself, after its options
    monkeypatch.setitem(app.config, "VIRUS_SCAN_COMMAND", f"/bin/sh {script} --quiet")

    answer = send(sign_in(world.owner), world, "plan.pdf", papers.pdf())

    assert answer.status == status
    if status == 200:
        assert [one.verdict for one in there(session)] == [verdict]
    else:
        assert verdict in said(answer)
        assert (there(session), stored(app), in_incoming(app)) == ([], 0, [])


class Unread(io.RawIOBase):
    """What nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("The request was read.")


@pytest.mark.parametrize(("where", "size"), [("files", 5_000_000_000), ("edit", 200_000_000), ("team", 10_000_000)])
def test_request_that_announces_too_much_is_refused_before_it_is_read(
    sign_in: Any, world: World, plans: Question, where: str, size: int
) -> None:
    announced = {
        "wsgi.input": Unread(),
        "CONTENT_LENGTH": str(size),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    page = sign_in(world.owner).post(f"{world.url}/{where}", environ_overrides=announced)

    assert (page.status, page.h1) == (413, "Ce fichier est trop lourd")


@pytest.mark.parametrize("room", ["none to copy it", "none in the store", "none for its image"])
def test_full_disk_is_said_and_the_texts_are_kept(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path, room: str,
) -> None:  # fmt: skip
    class Full(FileStore):
        def put(self, name: str, stream: Any) -> None:
            if room == "none in the store" or list(self.names()):
                raise files.full()
            super().put(name, stream)

    monkeypatch.setitem(app.extensions, "files", Full((tmp_path / "full").as_uri()))
    if room == "none to copy it":
        full = tmp_path / "copied"
        monkeypatch.setattr(tempfile, "mkstemp", lambda dir: (os.open("/dev/full", os.O_WRONLY), str(full)))
    client = sign_in(world.owner)

    page = save(client, world, file_plans=given("plan.pdf", papers.pdf()))
    answer = send(client, world, "plan.pdf", papers.pdf())

    assert "Le serveur n’a plus de place" in page.text
    assert answers_of(session, world.project)["problem"] == COMPLETE["answer_problem"]
    assert answer.status == 507 and "plus de place" in said(answer)
    assert (there(session), stored(app), in_incoming(app)) == ([], 0, [])


def test_file_as_heavy_as_the_limit_is_taken_and_not_one_byte_more(
    app: Flask, plans: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MEGABYTE", 1_000)
    limits = attachments.limits_of(plans)
    heaviest = papers.pdf().ljust(1_000, b"%")
    with app.app_context():
        received = attachments.receive(io.BytesIO(heaviest), given_name="a.pdf", limits=limits)
        attachments.refuse_unfit(received.media_type, received.size, limits)  # nor is its copy refused
        with pytest.raises(FileRefused):
            attachments.receive(io.BytesIO(heaviest + b"%"), given_name="a.pdf", limits=limits)
        with pytest.raises(FileRefused):
            attachments.refuse_unfit(received.media_type, received.size + 1, limits)


def test_files_are_closed_once_they_are_received(app: Flask, session: Session, plans: Question) -> None:
    """A worker that left one open for each file would soon open nothing more."""
    with app.app_context():
        limits = attachments.limits_of(plans)
        before = psutil.Process().num_fds()
        for content in (papers.image(), b""):
            with contextlib.suppress(FileRefused):
                attachments.receive(io.BytesIO(content), given_name="a", limits=limits)

    assert psutil.Process().num_fds() == before


def test_file_that_the_store_has_lost_is_a_sentence(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)
    send(client, world, "plan.pdf", papers.pdf())
    [attachment] = there(session)
    with app.app_context():
        files.store().delete(attachment.storage_name)

    page = client.get(f"/attachments/{attachment.id}")

    assert page.status == 404 and "n’est plus là où il était rangé" in page.text


def test_removal_is_for_a_day(session: Session, sign_in: Any, app: Flask, world: World, plans: Question) -> None:
    client = sign_in(world.owner)
    for name in ("un.pdf", "deux.pdf"):
        send(client, world, name, papers.pdf())
    old, kept = there(session)
    session.execute(
        update(Attachment).where(Attachment.id == old.id).values(removed_at=clock.now() - timedelta(hours=25))
    )
    session.commit()

    clock.freeze(clock.now() + timedelta(days=2))
    found = file_care.clean(session)

    assert (found.removed, len(found.orphans), found.missing) == (1, 2, [])
    assert [one.id for one in there(session)] == [kept.id]
    assert stored(app) == 2


@pytest.mark.parametrize("why", ["the call has closed", "it was handed in", "it is full"])
def test_what_changes_while_a_file_is_looked_at_leaves_nothing_of_it(
    session: Session, app: Flask, world: World, plans: Question, why: str
) -> None:
    """Looking at a file takes seconds, during which nothing is locked."""
    actor = actor_of(session, world.owner)
    project = queries.dossier(session, actor, world.project.id)
    with app.app_context():
        limits = attachments.limits_of(plans)
        received = attachments.receive(io.BytesIO(papers.pdf()), given_name="a.pdf", limits=limits)
        if why == "the call has closed":
            clock.freeze(world.call.closes_at)
        elif why == "it was handed in":
            session.execute(
                update(Project)
                .values(state=State.UNDER_REVIEW, submitted_at=clock.now())
                .execution_options(synchronize_session=False)
            )
        else:
            session.add_all(make_attachment(session, project, plans) for _n in range(2))
        with pytest.raises(WrongState):
            operations.attach_file(session, actor=actor, project=project, question=plans, received=received)

    assert stored(app) == 0
    assert "a.pdf" not in [one.name for one in there(session)]
