"""Sending files to a dossier, as its page and its script do."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import files
from incubator.domain.models import Attachment
from tests.conftest import Page, PageClient
from tests.integration.submission.conftest import COMPLETE, World

SCRIPT = {"Accept": "application/json"}


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
