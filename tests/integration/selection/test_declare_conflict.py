"""Somebody stands aside from a dossier."""

import re

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import NotAllowed
from incubator.domain import standings
from incubator.domain.kinds import ConflictKind, ReviewStatus, Role, Round
from incubator.domain.models import Conflict, Criterion, JournalEntry, Person, Pitch, PitchCard, PitchScore, Standing
from incubator.domain.states import State
from incubator.selection.conflicts import declare_conflict
from tests.factories import actor_of, assign_reader, grant, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee


def declare(session, person, project, kind=ConflictKind.PERSONAL, reason="Amie d’enfance"):
    return declare_conflict(session, actor=actor_of(session, person), project=project, kind=kind, reason=reason)


def standing(session, project, round_=Round.COMMITTEE):
    return session.get(Standing, (project.id, round_), populate_existing=True)


def test_declare_conflict_takes_the_marks_out_of_the_standing_and_writes_the_journal(session):
    call = open_committee(session)
    reader, other = make_member(session, call), make_member(session, call)
    project = make_dossier(session, call)
    review = finish(session, project, reader, 5, 5, committee_comment="Super")
    finish(session, project, other, 1, 1)
    declare(session, reader, project)
    assert (review.status, review.total, review.committee_comment) == (ReviewStatus.ABSTAINED, None, "")
    found = standing(session, project)
    assert (found.count, found.mean) == (1, 1000)
    conflict = session.scalars(select(Conflict)).one()
    assert (conflict.person_id, conflict.kind, conflict.reason) == (reader.id, ConflictKind.PERSONAL, "Amie d’enfance")
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.after, entry.note) == ("declare_conflict", {"kind": "personal"}, "")


def test_declare_conflict_of_the_only_reader_leaves_no_standing(session):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call)
    finish(session, project, reader, 5, 5)
    declare(session, reader, project)
    assert standing(session, project) is None


def test_declare_conflict_after_publication_keeps_the_record_of_what_was_judged(session):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call, State.SHORTLISTED)
    review = finish(session, project, reader, 5, 5)
    declare(session, reader, project)
    assert review.status is ReviewStatus.FINAL
    assert standing(session, project).mean == 5000


def test_declare_conflict_again_after_it_was_lifted_uses_the_same_row(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    conflict = declare(session, staff, project)
    conflict.lifted_at = clock.now()
    again = declare(session, staff, project, ConflictKind.HIERARCHY)
    assert (again.id, again.kind, again.lifted_at) == (conflict.id, ConflictKind.HIERARCHY, None)


def test_declare_conflict_of_a_juror_takes_their_card_out_of_the_standing(session):
    call = open_committee(session)
    juror, other = (grant(session, make_person(session), Role.JUROR, call) for _ in range(2))
    project = make_dossier(session, call, State.PITCHED)
    pitch = Pitch(call_id=call.id, project_id=project.id, position=1, starts_at=clock.now())
    session.add(pitch)
    session.flush()
    criterion = session.scalars(
        select(Criterion).where(Criterion.call_id == call.id, Criterion.round == Round.JURY)
    ).first()
    for person, total in ((juror, 5000), (other, 2000)):
        card = PitchCard(pitch_id=pitch.id, juror_id=person.id, total=total, locked_at=clock.now())
        session.add(card)
        session.flush()
        session.add(PitchScore(card_id=card.id, criterion_id=criterion.id, value=total // 1000))
    standings.refresh(session, project, Round.JURY)
    declare(session, juror, project)
    found = standing(session, project, Round.JURY)
    assert (found.count, found.mean) == (1, 2000)
    assert [card.juror_id for card in session.scalars(select(PitchCard))] == [other.id]


def test_declare_conflict_refuses_the_team_and_those_without_a_part(session):
    call = open_committee(session)
    project = make_dossier(session, call)
    owner = session.get_one(Person, project.owner_id)
    for person in (owner, make_member(session, call), make_person(session)):
        with pytest.raises(NotAllowed):
            declare(session, person, project)


def test_one_touch_from_the_queue_and_the_dossier_is_gone(session, sign_in, sent):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call)
    review = assign_reader(session, project, reader)
    session.commit()
    client = sign_in(reader)
    form = client.get(f"/calls/{call.code}/readings").soup.select_one(f'form[action="/projects/{project.id}/conflict"]')
    data = {field["name"]: field["value"] for field in form.select("input")}
    page = client.post(form["action"], data)
    assert (page.status, page.url) == (200, f"/calls/{call.code}/readings")
    assert project.title not in page.text
    session.refresh(review)
    assert review.status is ReviewStatus.ABSTAINED
    assert client.get(f"/projects/{project.id}/read").status == 404
    assert client.get(f"/projects/{project.id}/conflict").status == 404
    assert sent(session) == []


def test_the_page_records_kind_and_reason(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call)
    assign_reader(session, project, reader)
    session.commit()
    page = sign_in(reader).post(f"/projects/{project.id}/conflict", {"kind": "hierarchy", "reason": "Mon chef"})
    assert page.status == 200
    conflict = session.scalars(select(Conflict)).one()
    assert (conflict.kind, conflict.reason) == (ConflictKind.HIERARCHY, "Mon chef")


@pytest.mark.parametrize("data", [{}, {"kind": "whim"}, {"kind": "other", "reason": "x" * 601}])
def test_the_page_refuses_a_wrong_form_and_keeps_it(session, sign_in, data):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call)
    assign_reader(session, project, reader)
    session.commit()
    page = sign_in(reader).post(f"/projects/{project.id}/conflict", data)
    assert page.status == 422
    assert page.field("reason") == data.get("reason", "")
    assert session.scalars(select(Conflict)).all() == []


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.PROGRAMME_MANAGER, Role.JUROR])
def test_staff_and_jurors_declare_too_and_lose_sight_of_the_dossier(session, sign_in, role):
    call = open_committee(session)
    person = grant(session, make_person(session), role, call)
    project = make_dossier(session, call, State.SHORTLISTED)
    session.commit()
    client = sign_in(person)
    page = client.post(f"/projects/{project.id}/conflict", {"kind": "other"})
    assert page.status == 200
    for tab in ("decision", "readings", "conflict", "committee-decision", "readers"):
        assert client.get(f"/projects/{project.id}/{tab}").status == 404


def test_staff_with_a_conflict_find_no_trace_in_lists_and_counters(session, sign_in):
    call = open_committee(session)
    away = make_staff(session, call)
    project = make_dossier(session, call, title="Sujet brûlant")
    finish(session, project, make_member(session, call), 5, 5)
    session.commit()
    client = sign_in(away)
    client.post(f"/projects/{project.id}/conflict", {"kind": "other"})
    for page in ("readers", "readers/proposal", "ranking", "letters", "publish"):
        answer = client.get(f"/calls/{call.code}/{page}")
        assert answer.status == 200
        assert "Sujet brûlant" not in answer.text
        assert not re.search(rf"\b{project.reference}\b", answer.text)
