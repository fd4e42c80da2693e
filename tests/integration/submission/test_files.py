"""Files of a dossier: sent, refused, taken away, put back, given."""

import io
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import files
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Attachment, Question
from tests import papers
from tests.conftest import Page, PageClient
from tests.integration.submission.conftest import COMPLETE, World, answers_of, ask


@pytest.fixture
def plans(session: Session, world: World) -> Question:
    return ask(session, world.call, "plans", QuestionKind.FILE, required=True, file_count=2, file_megabytes=1)


def given(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def send(client: PageClient, world: World, name: str, content: bytes, key: str = "plans") -> Page:
    """Send a file as the script of the page does."""
    data = {"question": key, "file": given(name, content)}
    return client.post(f"{world.url}/files", data, headers={"Accept": "application/json"})


def save(client: PageClient, world: World, **data: Any) -> Page:
    """Send the form of the dossier as a browser without script does."""
    version = client.get(f"{world.url}/edit").field("version")
    return client.post(
        f"{world.url}/edit", {**COMPLETE, "version": version, **data}, content_type="multipart/form-data"
    )


def there(session: Session) -> list[Attachment]:
    session.expire_all()
    return list(session.scalars(select(Attachment).order_by(Attachment.created_at, Attachment.id)))


def test_attach_file_without_script_keeps_texts_too(
    session: Session, sign_in: Any, world: World, plans: Question
) -> None:
    client = sign_in(world.owner)

    page = save(client, world, file_plans=given("Plan de l’accueil.PDF", papers.pdf()), then="add:plans")

    [attachment] = there(session)
    assert page.status == 200 and "Plan de l’accueil.pdf" in page.text
    assert (attachment.name, attachment.media_type) == ("Plan de l’accueil.pdf", "application/pdf")
    assert answers_of(session, world.project)["problem"] == COMPLETE["answer_problem"]
    assert b"".join(files.store().get(attachment.storage_name)) == papers.pdf()
    shown = client.get(world.url)
    link = shown.soup.select_one("a.file-name")
    got = client.get(link["href"])
    assert got.raw == papers.pdf()
    assert client.get(shown.soup.select_one(".file-picture img")["src"]).raw[8:12] == b"WEBP"
