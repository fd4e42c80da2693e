"""A whole import is taken back."""

import pytest
from sqlalchemy import func, select

from incubator.core import clock
from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Person
from tests import factories as make
from tests.integration.imports.conftest import HAIES, VELOS, Desk, lines, work


def test_undo_takes_everything_back(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    before = desk.session.scalar(select(func.count()).select_from(Person))
    names = ("eva", "came", "holds")
    new = [[str(n), "Bancs", "", name, f"{name}@b.example", "", "p"] for n, name in enumerate(names, 3)]
    desk.bring(lines([[*VELOS[:6], "400 chutes"], *new]))
    url = f"/imports/{desk.run().id}"
    _eva, came, holds = (desk.session.scalars(select(Person).where(Person.name == name)).one() for name in names)
    came.last_signed_in_at = clock.now()
    make.grant(desk.session, holds, Role.JUROR, desk.call)
    desk.session.commit()

    desk.client.post(f"{url}/undo")
    desk.client.post(f"{url}/stop")  # too late: it is all or nothing
    work()

    (velos,) = desk.projects()
    assert desk.answer(velos, "problem") == "300 chutes"
    assert desk.session.scalar(select(func.count()).select_from(Person)) == before + 2  # whom somebody knows now
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


@pytest.mark.parametrize("persons", [1, 2], ids=["decided", "one of two opinions"])
def test_undo_is_refused_once_somebody_has_touched_a_dossier(desk: Desk, persons: int) -> None:
    desk.call.screening_persons = persons
    desk.session.commit()
    desk.bring(lines([VELOS, HAIES]))
    velos, _haies = desk.projects()
    desk.client.post(f"/projects/{velos.id}/screening", {"outcome": "admit", "version": velos.version})
    url = f"/imports/{desk.run().id}"

    assert "Il ne s’annule plus : 1 de ses dossiers" in desk.client.get(url).text
    desk.client.post(f"{url}/undo")  # from a page opened before
    assert desk.run().status is ImportStatus.DONE  # at once
    work()

    assert len(desk.projects()) == 2
    assert desk.run().status is ImportStatus.DONE
