"""A hundred and twenty proposals go the whole road, from a first draft to eight projects accompanied.

Everything goes through the pages, as many different people, and the terminal where the product has a command: nothing
is written to the database behind their back. The figures of both rankings are computed here anew from the marks typed.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator.domain.kinds import Round
from tests.integration.road import committee, jury, mentoring, people, proposals, screening, submission, transfer
from tests.integration.road.decisions import Curtain
from tests.integration.road.marks import Sheet
from tests.integration.road.people import Road

Outcomes = dict[int, str]


def sources() -> list[Any]:
    """Return which proposals walk on this engine: on SQLite the real ones if they are here, else and elsewhere ours."""
    if os.environ.get("TEST_ENGINE") == "postgresql":
        return [proposals.ours]
    if proposals.TOULOUSE.exists():
        return [proposals.toulouse]
    missing = pytest.mark.skip(reason="the real proposals are not beside the project: ours walked instead")
    return [proposals.ours, pytest.param(proposals.toulouse, marks=missing)]


@pytest.mark.parametrize("source", sources())
def test_from_a_first_draft_to_eight_projects_accompanied(
    app: Flask,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: Callable[[], list[proposals.Proposal]],
) -> None:
    # The database is migrated, and held by the transaction of this test: `init` need not look at its structure.
    monkeypatch.setattr("incubator.core.migrations.upgrade", lambda _engine: None)
    road = people.found(app, session)
    monkeypatch.undo()

    gather(road, source(), tmp_path)
    on_file, shortlist = select_on_file(road)
    on_pitch, chosen = select_on_pitch(road, shortlist)
    accompany(road, chosen)

    sheets, outcomes = (
        {Round.COMMITTEE: on_file, Round.JURY: on_pitch},
        {Round.COMMITTEE: shortlist, Round.JURY: chosen},
    )
    transfer.export_and_import(road, tmp_path, sheets, outcomes)


def gather(road: Road, found: list[proposals.Proposal], folder: Path) -> None:
    """Everybody proposes, one thinks twice; the secretary examines every dossier."""
    submission.propose(road, found, folder)
    assert len(road.teams) == proposals.COUNT
    submission.withdraw_and_come_back(next(filter(screening.hesitates, road.teams.values())))
    screening.screen(road)


def select_on_file(road: Road) -> tuple[Sheet, Outcomes]:
    """The committee reads, ranks and decides; teams learn of it when it is published, not before."""
    committee.assign(road)
    curtain = Curtain(road, [road.teams[number] for number in screening.read_by_committee(road)[::15]])
    committee.stand_aside(road)
    sheet = committee.read_everything(road)
    committee.check_ranking(road, sheet)
    outcomes = committee.decide(road, sheet)
    curtain.holds()
    committee.publish(road, outcomes)
    return sheet, outcomes


def select_on_pitch(road: Road, shortlist: Outcomes) -> tuple[Sheet, Outcomes]:
    """The jury hears, ranks and decides; teams learn of it when it is published, not before."""
    order = jury.fix_order(road)
    assert sorted(team.number for team in order) == sorted(n for n in shortlist if shortlist[n] == "shortlisted")
    away = jury.stand_aside(road, order[1])
    sheet = jury.hear(road, order, {order[1].number: away})
    curtain = Curtain(road, order[::4])
    jury.check_deliberation(road, sheet)
    outcomes = jury.decide(road, sheet)
    curtain.holds()
    jury.publish(road, outcomes)
    return sheet, outcomes


def accompany(road: Road, chosen: Outcomes) -> None:
    """Eight projects begin, each with its coach; those who run the call and the public see them."""
    winners = [road.teams[number] for number, outcome in chosen.items() if outcome == "selected"]
    coached = mentoring.launch(road, winners)
    mentoring.follow(road, coached)
    mentoring.check_cohort(road, winners)
    mentoring.check_showcase(road, winners)
