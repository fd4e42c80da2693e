"""A whole import is taken back."""

from sqlalchemy import func, select

from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.models import JournalEntry, Person
from tests.integration.imports.conftest import HAIES, VELOS, Desk, lines, work


def test_undo_takes_everything_back(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    before = desk.session.scalar(select(func.count()).select_from(Person))
    desk.bring(lines([[*VELOS[:6], "400 chutes"], ["3", "Bancs", "Diaz", "Eva", "eva@b.example", "", "p"]]))
    url = f"/imports/{desk.run().id}"

    desk.client.post(f"{url}/undo")
    work()

    (velos,) = desk.projects()
    assert desk.answer(velos, "problem") == "300 chutes"
    assert desk.session.scalar(select(func.count()).select_from(Person)) == before
    assert desk.run().status is ImportStatus.UNDONE
    assert "Annulé par" in desk.client.get(url).text
    assert desk.session.scalar(select(func.count()).where(JournalEntry.event == Event.UNDO_IMPORT)) == 2


def test_imports_are_taken_back_one_after_the_other(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    first = desk.run().id
    desk.bring(lines([[*VELOS[:6], "400 chutes"]]))
    assert "Il ne s’annule plus" in desk.client.get(f"/imports/{first}").text

    desk.client.post(f"/imports/{desk.run().id}/undo")
    work()
    assert desk.answer(desk.projects()[0], "problem") == "300 chutes"
    desk.client.post(f"/imports/{first}/undo")
    work()

    assert desk.projects() == []


def test_undo_is_refused_once_somebody_has_touched_a_dossier(desk: Desk) -> None:
    desk.bring(lines([VELOS, HAIES]))
    velos, _haies = desk.projects()
    desk.client.post(f"/projects/{velos.id}/screening", {"outcome": "admit", "version": velos.version})
    url = f"/imports/{desk.run().id}"

    assert "Il ne s’annule plus : 1 de ses dossiers" in desk.client.get(url).text
    desk.client.post(f"{url}/undo")
    work()

    assert len(desk.projects()) == 2
    assert desk.run().status is ImportStatus.DONE
