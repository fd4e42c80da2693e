"""The worker writes batch by batch: killed, stopped or failing, it goes on and writes nothing twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, jobs
from incubator.core.db import db
from incubator.core.jobs import Job, JobStatus
from incubator.domain.import_kinds import KEPT, ImportStatus
from incubator.domain.models import ImportChunk
from incubator.imports import running, store
from tests.integration.imports.conftest import HAIES, VELOS, Desk, lines, work


def test_a_killed_worker_is_followed_by_another_that_writes_the_rest_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "CHUNK", 10)
    desk.choose(desk.upload(lines([[str(n), f"Projet {n}", "", "", "", "", "p"] for n in (*range(1, 41), 1)])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    advance, calls = jobs.Task.advance, []

    def dies(task: jobs.Task, session: Session, **values: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit  # as a signal that nobody catches
        advance(task, session, **values)

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Task, "advance", dies)
        with pytest.raises(SystemExit):
            work()
    assert len(desk.projects()) == 20
    assert "20 lignes sur 41" in desk.client.get(f"/imports/{desk.run().id}/columns").text  # they change no more
    assert "20 lignes sur 41" in desk.client.get(f"/imports/{desk.run().id}").text
    work()
    assert len(desk.projects()) == 20  # the claim of the dead one still holds
    desk.session.execute(update(Job).values(claimed_until=clock.now() - timedelta(seconds=1)))
    desk.session.commit()

    work()

    assert [project.number for project in desk.projects()] == list(range(1, 41))
    assert (desk.run().status, desk.run().created, desk.run().refused) == (ImportStatus.DONE, 40, 1)
    assert "que la ligne 2." in desk.client.get(f"/imports/{desk.run().id}").text  # read by the one that died


def test_the_worker_that_only_slept_writes_nothing_more(desk: Desk) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    with db.new_session(writing=True) as session:
        key = jobs.claim(session)
        session.commit()
        job = session.get_one(Job, key)
        task = jobs.Task(job.id, job.about, job.attempts, 0, lambda: db.new_session(writing=True), threading.Event())
    desk.session.execute(update(Job).values(attempts=2))
    desk.session.commit()

    with pytest.raises(jobs.Lost):
        running.write_lines(task)

    assert desk.projects() == []


def test_an_import_is_stopped_resumed_and_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CHUNK", 1)
    desk.choose(desk.upload(lines([VELOS, HAIES])))
    url = f"/imports/{desk.run().id}"
    desk.client.post(f"{url}/start")
    advance = jobs.Task.advance

    def asked_to_stop(task: jobs.Task, session: Session, **values: Any) -> None:
        advance(task, session, **values)
        session.execute(update(Job).values(cancel_asked=True))

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Task, "advance", asked_to_stop)
        work()
    assert (desk.run().status, len(desk.projects())) == (ImportStatus.CANCELLED, 1)
    page = desk.client.get(url)
    assert "1 ligne sur 2 est écrite" in page.text
    assert "Reprendre l’import" in page.text
    confirmed_at = desk.run().confirmed_at  # what people do from then on counts
    clock.freeze(clock.now() + timedelta(hours=1))

    desk.start()

    assert desk.run().confirmed_at == confirmed_at
    assert (desk.run().status, len(desk.projects())) == (ImportStatus.DONE, 2)
    assert desk.client.get(f"{url}/progress").headers["Content-Type"] == "application/json"


def test_stopping_before_the_worker_comes_writes_nothing(desk: Desk) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    url = f"/imports/{desk.run().id}"
    desk.client.post(f"{url}/start")
    desk.client.post(f"{url}/start")  # pressed twice
    assert "n’a rien écrit qui s’annule" in desk.client.post(f"{url}/undo").text
    assert "Cet import est déjà lancé" in desk.client.post(f"{url}/sheet", {"sheet": "0"}).text  # in another tab
    desk.client.post(f"{url}/stop")
    work()

    assert (desk.run().status, desk.projects()) == (ImportStatus.CANCELLED, [])
    assert desk.session.scalar(select(func.count()).select_from(Job)) == 1
    assert desk.session.scalars(select(Job.status)).one() is JobStatus.CANCELLED
    clock.freeze(clock.now() + KEPT + timedelta(days=1))
    running.tidy(desk.session)
    desk.session.commit()
    assert "ne sont plus gardées" in desk.client.post(f"{url}/start").text
    desk.upload(lines([HAIES]))
    desk.client.post(f"/imports/{desk.run().id}/stop")
    assert desk.session.scalar(select(func.count()).select_from(ImportChunk)) == 0


def test_a_failure_is_tried_again_then_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    monkeypatch.setattr(store, "chunk_at", lambda *_: 1 / 0)

    for _attempt in range(jobs.MAX_ATTEMPTS):
        work()
        desk.session.execute(update(Job).values(available_at=clock.now()))
        desk.session.commit()

    assert desk.session.scalars(select(Job.status)).one() is JobStatus.FAILED
    assert desk.run().status is ImportStatus.FAILED


def test_lines_of_old_imports_are_taken_away(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    desk.upload(lines([HAIES]))
    running.tidy(desk.session)
    assert desk.session.scalar(select(func.count()).select_from(ImportChunk)) == 2
    clock.freeze(clock.now() + KEPT + timedelta(days=1))

    running.tidy(desk.session)
    desk.session.commit()

    assert desk.session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    assert desk.run().status is ImportStatus.CANCELLED
