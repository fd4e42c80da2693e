"""Files of a dossier: sent, refused, taken away, put back, given."""

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.domain import attachments
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Attachment, JournalEntry, Question
from incubator.domain.states import State
from tests import papers
from tests.factories import (
    assign_reader,
    declare_conflict,
    make_attachment,
    make_organisation,
    make_person,
    make_project,
    make_staff,
)
from tests.integration.submission.attaching import change, given, in_incoming, said, save, send, stored, there
from tests.integration.submission.conftest import COMPLETE, World, answers_of

pytestmark = pytest.mark.usefixtures("store")


def test_attach_file_without_script_keeps_texts_too(
    session: Session, sign_in: Any, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)

    page = save(client, world, file_plans=given("../Plan de l’accueil.PDF", papers.pdf()), then="add:plans")

    [attachment] = there(session)
    assert page.status == 200 and "Plan de l’accueil.pdf" in page.soup.select_one("#answer_plans").text
    assert answers_of(session, world.project)["problem"] == COMPLETE["answer_problem"]
    assert (attachment.name, attachment.media_type) == ("Plan de l’accueil.pdf", "application/pdf")
    assert (attachment.size, attachment.verdict) == (len(papers.pdf()), Verdict.NOT_SCANNED)
    shown = client.get(world.url)
    got = client.get(shown.soup.select_one("a.file-name")["href"])
    assert got.raw == papers.pdf()
    assert got.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Plan%20de%20l%E2%80%99accueil.pdf" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    preview = client.get(shown.soup.select_one(".file-picture img")["src"])
    assert preview.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert preview.raw[8:12] == b"WEBP" and preview.headers["Content-Type"] == "image/webp"
    assert client.get(preview.url, headers={"If-None-Match": preview.headers["ETag"]}).status == 304


def test_file_refused_without_script_loses_neither_texts_nor_the_others(
    session: Session, sign_in: Any, world: World, plans: Question
) -> None:
    both = [given("virus.pdf", papers.PROGRAM), given("bon.pdf", papers.pdf())]

    page = save(sign_in(world.owner), world, title="", department="Ailleurs", file_plans=both)

    assert "« virus.pdf » n’est pas joint : c’est un programme" in page.text
    assert page.field("answer_problem") == COMPLETE["answer_problem"]
    assert [one.name for one in there(session)] == ["bon.pdf"]


def test_attach_file_by_script_answers_what_the_page_shows(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)
    form = client.get(f"{world.url}/edit")
    before = client.get(f"{world.url}/submit").text

    answer = send(client, world, "photo.jpg", papers.image("JPEG"))

    assert "« Question plans ? » attend une réponse" in before
    assert "Question plans" not in client.get(f"{world.url}/submit").text
    assert answer.status == 200
    assert b"photo.jpg" in answer.raw and b"R\\u00e9ponses attendues" in answer.raw
    # What was being written meanwhile is saved as if nothing had happened.
    saved = client.post(f"{world.url}/edit", {**COMPLETE, "version": form.field("version")})
    assert saved.status == 200 and answers_of(session, world.project)["plans"] == "photo.jpg"
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.project_id == world.project.id))
    assert set(events) == {"attach_file", "edit_project"}
    assert stored(app) == 2 and in_incoming(app) == []  # with its preview


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (papers.PROGRAM, "c’est un programme, quel que soit son nom"),
        (papers.SVG, "c’est une page web ou un dessin SVG, qui peut contenir du code"),
        (papers.BOMB, "une fois ouvert, il prendrait une place démesurée"),
        (b"", "il est vide"),
        (papers.pdf() + b"%" * 100_000, "il pèse plus de 1 Mo"),
        (papers.docx(), "cette question attend d’autres fichiers : PDF, Image"),
    ],
    ids=["program", "svg", "bomb", "empty", "heavy", "kind"],
)
def test_file_that_is_not_taken_says_why_and_leaves_nothing(
    session: Session,
    sign_in: Any,
    app: Flask,
    world: World,
    plans: Question,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    why: str,
) -> None:
    monkeypatch.setattr(attachments, "MEGABYTE", 100_000)  # a small one: the client of the tests forgets larger bodies
    plans.file_kinds = ["pdf", "image"]
    session.flush()

    answer = send(sign_in(world.owner), world, "rapport.pdf", content)

    assert answer.status == 422
    assert f"« rapport.pdf » n’est pas joint : {why}" in said(answer)
    assert (there(session), stored(app), in_incoming(app)) == ([], 0, [])


def test_answer_takes_no_more_files_than_its_question_says(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)
    first, second = (send(client, world, name, papers.pdf()) for name in ("un.pdf", "deux.pdf"))
    refused = send(client, world, "trois.pdf", papers.pdf())
    one, _two = there(session)
    change(client, world, remove=one.id)
    third = send(client, world, "trois.pdf", papers.pdf())
    back = change(client, world, restore=one.id)

    assert [answer.status for answer in (first, second, refused, third, back)] == [200, 200, 409, 200, 409]
    assert "a déjà ses 2 fichiers" in said(refused)
    assert answers_of(session, world.project)["plans"] == "deux.pdf\ntrois.pdf"


def test_file_taken_away_is_given_to_nobody_and_can_be_put_back(
    session: Session, sign_in: Any, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)
    send(client, world, "plan.pdf", papers.pdf())
    [attachment] = there(session)
    url = f"/attachments/{attachment.id}"

    page = save(client, world, then=f"remove:{attachment.id}")  # without script: the texts are saved too

    assert "Retiré" in page.soup.select_one(".file-removed").text
    assert [client.get(url).status, client.get(f"{url}/preview").status] == [404, 404]
    assert "attend une réponse" in client.get(f"{world.url}/submit").text
    assert change(client, world, restore=attachment.id).status == 200
    assert client.get(url).raw == papers.pdf()
    assert change(client, world, remove=uuid.uuid4()).status == 404


def test_file_of_another_dossier_is_not_reached_through_ones_own(
    session: Session, sign_in: Any, world: World, plans: Question
) -> None:
    theirs = make_project(session, world.call, state=State.DRAFT)
    gone, here = (make_attachment(session, theirs, plans) for _n in range(2))
    gone.removed_at = clock.now()
    session.commit()

    client = sign_in(world.owner)
    answers = [change(client, world, remove=here.id), change(client, world, restore=gone.id)]

    assert [one.status for one in answers] == [404, 404]
    assert [one.removed_at is None for one in there(session)] == [one.id == here.id for one in there(session)]


@pytest.mark.parametrize("team_only", [False, True], ids=["for all", "team only"])
def test_file_is_for_those_who_may_read_the_answer(
    session: Session, sign_in: Any, world: World, plans: Question, team_only: bool
) -> None:
    send(sign_in(world.owner), world, "plan.pdf", papers.pdf())
    [attachment] = there(session)
    plans.team_only = team_only
    world.project.state, world.project.submitted_at = State.UNDER_REVIEW, clock.now()
    reader, secretary = make_person(session, world.organisation), make_staff(session, world.call)
    conflicted = make_staff(session, world.call)
    assign_reader(session, world.project, reader)
    declare_conflict(session, conflicted, world.project)
    session.flush()
    people = (world.owner, secretary, reader, conflicted, make_person(session, world.organisation))

    def told(key: uuid.UUID) -> list[tuple[int, str]]:
        urls = (f"/attachments/{key}", f"/attachments/{key}/preview")
        return [(page.status, page.text) for one in people for page in (sign_in(one).get(url) for url in urls)]

    found, unknown = told(attachment.id), told(uuid.uuid4())
    seen = [200, 200, 404 if team_only else 200, 404, 404]
    assert [status for status, _text in found] == [status for status in seen for _url in "12"]
    assert all(one == other for one, other in zip(found, unknown, strict=True) if one[0] == 404)
    if not team_only:
        for one, page in ((reader, "/read"), (secretary, "/screening")):
            assert sign_in(one).get(f"{world.url}{page}").soup.select_one("a.file-name").text == "plan.pdf"
    stranger = make_person(session, make_organisation(session))
    assert [send(sign_in(one), world, "x.pdf", papers.pdf()).status for one in (secretary, stranger)] == [403, 404]


def test_pages_with_files_cost_the_same_with_many(
    session: Session, sign_in: Any, world: World, plans: Question, count_queries: Any
) -> None:
    client = sign_in(world.owner)
    send(client, world, "plan.pdf", papers.pdf())
    counts = []
    for _round in "12":
        for url in (world.url, f"{world.url}/edit"):
            with count_queries() as queries:
                client.get(url)
            counts.append(len(queries))
        [first, *_rest] = there(session)
        values = {name: getattr(first, name) for name in ("project_id", "question_id", "media_type", "size", "sha256")}
        session.add_all(
            Attachment(name=f"{n}.pdf", storage_name=files.new_name(), uploaded_by_id=world.owner.id, **values)
            for n in range(20)
        )
        session.flush()

    assert counts[:2] == counts[2:]
