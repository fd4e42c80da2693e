"""The gallery."""

import uuid
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.paging import Page
from incubator.core.permissions import public
from incubator.domain.differences import compared
from incubator.domain.models import Attachment
from incubator.domain.states import State
from incubator.domain.timeline import Line
from incubator.gallery.forms import example

bp = Blueprint("gallery", __name__)


@bp.get("/gallery")
@public("shown in development only: invented content")
def index() -> ResponseReturnValue:
    now = clock.now()
    entries = [
        Line(now, "Dossier recevable", "", "", "check2"),
        Line(now - timedelta(days=2), "Dossier déposé", "Camille Exemple", "Déposé depuis un téléphone.", "inbox"),
    ]
    return render_template(
        "gallery/index.html",
        form=example(),
        states=list(State),
        page=Page([], 2, 25, 120, lambda number: f"?page={number}"),
        entries=entries,
        phases=_phases(),
        pieces=compared("Chaque année, 200 familles attendent.", "Chaque année, 300 familles attendent un mois."),
        files=_files(now),
    )


def _files(now: datetime) -> list[Attachment]:
    """Return files that nobody has, without an image of what they hold."""
    pairs = (("Plan de l’accueil.pdf", "application/pdf"), ("Façade.jpg", "image/jpeg"))
    return [
        Attachment(id=uuid.uuid4(), name=name, media_type=kind, size=1_240_000, created_at=now) for name, kind in pairs
    ]


def _phases() -> list[dict[str, object]]:
    today = clock.today()

    def phase(label: str, start: int, end: int, started: int | None, ended: int | None) -> dict[str, object]:
        real = {"started": started, "ended": ended}
        days = {name: None if value is None else today + timedelta(days=value) for name, value in real.items()}
        planned = {"planned_start": today + timedelta(days=start), "planned_end": today + timedelta(days=end)}
        return {"label": label, **planned, **days}

    return [phase("Investigation", -90, -27, -90, -10), phase("Construction", -26, 150, -9, None)]
