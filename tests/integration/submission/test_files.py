"""Files of a dossier: sent, refused, taken away, put back, given."""

import io
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.core.errors import WrongState
from incubator.core.files import FileStore
from incubator.domain import attachments, file_care
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Attachment, JournalEntry, Project, Question, Revision
from incubator.domain.states import State
from incubator.submission import files as operations
from incubator.submission import queries
from tests import papers
from tests.conftest import Page, PageClient
from tests.factories import (
    actor_of,
    assign_reader,
    declare_conflict,
    make_attachment,
    make_organisation,
    make_person,
    make_staff,
)
from tests.integration.submission.conftest import COMPLETE, World, answers_of, ask

SCRIPT = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _store(app: Flask, tmp_path: Path) -> Any:
    """A store of its own for each test."""
    before, app.extensions["files"] = app.extensions["files"], FileStore((tmp_path / "store").as_uri())
    yield
    app.extensions["files"] = before


@pytest.fixture
def plans(session: Session, world: World) -> Question:
    return ask(session, world.call, "plans", QuestionKind.FILE, required=True, file_count=2, file_megabytes=1)


def given(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def send(client: PageClient, world: World, name: str, content: bytes) -> Page:
    """Send a file as the script of the page does."""
    data = {"question": "plans", "file": given(name, content)}
    return client.post(f"{world.url}/files", data, headers=SCRIPT)


def change(client: PageClient, world: World, **what: uuid.UUID) -> Page:
    """Press « Retirer » or « Remettre » as the script of the page does."""
    return client.post(f"{world.url}/files", {act: str(key) for act, key in what.items()}, headers=SCRIPT)


def save(client: PageClient, world: World, **data: Any) -> Page:
    """Send the form of the dossier as a browser without script does."""
    version = client.get(f"{world.url}/edit").field("version")
    whole = {**COMPLETE, "version": version, **data}
    return client.post(f"{world.url}/edit", whole, content_type="multipart/form-data")


def there(session: Session) -> list[Attachment]:
    session.expire_all()
    return list(session.scalars(select(Attachment).order_by(Attachment.created_at, Attachment.id)))


def said(answer: Page) -> str:
    """Return the sentence that an answer gives to the script."""
    return str(json.loads(answer.raw)["sentence"]).replace("\xa0", " ")


def stored(app: Flask) -> int:
    with app.app_context():
        return len(list(files.store().names()))


def in_incoming(app: Flask) -> list[Path]:
    return list((Path(app.config["INSTANCE_PATH"]) / "incoming").iterdir())


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


def test_full_disk_is_said_and_the_texts_are_kept(
    session: Session, sign_in: Any, app: Flask, world: World, plans: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(FileStore):
        def put(self, name: str, stream: Any) -> None:
            raise files.full()

    monkeypatch.setitem(app.extensions, "files", Full("memory://"))
    client = sign_in(world.owner)

    page = save(client, world, file_plans=given("plan.pdf", papers.pdf()))
    answer = send(client, world, "plan.pdf", papers.pdf())

    assert "Le serveur n’a plus de place" in page.text
    assert answers_of(session, world.project)["problem"] == COMPLETE["answer_problem"]
    assert answer.status == 507 and "plus de place" in said(answer)
    assert (there(session), in_incoming(app)) == ([], [])


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
