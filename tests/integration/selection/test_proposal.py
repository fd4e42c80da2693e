"""The draft that gives every dossier its readers, then its publication."""

import pytest
from sqlalchemy import func, select

from incubator.core.errors import NotAllowed, StaleVersion
from incubator.domain.kinds import ReviewStatus
from incubator.domain.models import JournalEntry, Review
from incubator.domain.states import State
from incubator.selection import assignment, operations
from tests.factories import actor_of, assign_reader, declare_conflict, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee


def draft_of(session, staff, call):
    return assignment.proposal(session, actor=actor_of(session, staff), call=call)


def publish(session, staff, call):
    draft = draft_of(session, staff, call)
    return operations.publish_proposal(
        session, actor=actor_of(session, staff), call=call, fingerprint=draft.fingerprint
    )


def readers_in(draft):
    return {line.project.id: {person.id for person in line.added} for line in draft.lines}


def test_proposal_fills_each_dossier_and_shares_the_work(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    for _ in range(6):
        make_member(session, call)
    for state in (State.ADMISSIBLE, State.UNDER_REVIEW):
        for _ in range(5):
            make_dossier(session, call, state)
    make_dossier(session, call, State.SUBMITTED)
    draft = draft_of(session, staff, call)
    assert [len(line.added) for line in draft.lines] == [3] * 10
    assert set(draft.loads.values()) == {5}
    assert draft.missing == 0


def test_proposal_is_the_same_each_time(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    for _ in range(7):
        make_member(session, call)
    for _ in range(9):
        make_dossier(session, call)
    first, second = draft_of(session, staff, call), draft_of(session, staff, call)
    assert readers_in(first) == readers_in(second)
    assert first.fingerprint == second.fingerprint


def test_proposal_never_gives_a_dossier_to_its_team_or_to_somebody_with_a_conflict(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    owner, linked, free = (make_member(session, call) for _ in range(3))
    project = make_dossier(session, call, owner=owner)
    declare_conflict(session, linked, project)
    line = draft_of(session, staff, call).lines[0]
    assert [person.id for person in line.added] == [free.id]
    assert line.missing == 2


def test_proposal_leaves_the_department_of_the_project_for_last(session):
    call = open_committee(session, readings_wanted=2)
    staff = make_staff(session, call)
    colleague = make_member(session, call, department="Culture")
    others = [make_member(session, call, department="Routes") for _ in range(2)]
    make_dossier(session, call, department="Culture")
    line = draft_of(session, staff, call).lines[0]
    assert {person.id for person in line.added} == {other.id for other in others}
    call.readings_wanted = 3
    line = draft_of(session, staff, call).lines[0]
    assert colleague.id in {person.id for person in line.added}


def test_proposal_keeps_those_who_already_read_and_those_who_stood_aside(session):
    call = open_committee(session, readings_wanted=2)
    staff = make_staff(session, call)
    reads, away, free = (make_member(session, call) for _ in range(3))
    project = make_dossier(session, call)
    assign_reader(session, project, reads)
    assign_reader(session, project, away, ReviewStatus.ABSTAINED)
    line = draft_of(session, staff, call).lines[0]
    assert [person.id for person in line.readers] == [reads.id]
    assert [person.id for person in line.added] == [free.id]


def test_proposal_counts_the_work_already_given(session):
    call = open_committee(session, readings_wanted=1)
    staff = make_staff(session, call)
    busy, free = make_member(session, call), make_member(session, call)
    finish(session, make_dossier(session, call), busy, 3, 3)
    make_dossier(session, call)
    assert [[p.id for p in line.added] for line in draft_of(session, staff, call).lines] == [[free.id]]


def test_proposal_leaves_out_the_dossiers_the_secretary_stays_away_from(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    make_member(session, call)
    declare_conflict(session, staff, make_dossier(session, call))
    assert draft_of(session, staff, call).lines == ()


def test_publish_proposal_creates_readings_moves_dossiers_and_writes_the_journal(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    for _ in range(3):
        make_member(session, call)
    projects = [make_dossier(session, call, State.ADMISSIBLE) for _ in range(4)]
    publish(session, staff, call)
    assert session.scalar(select(func.count()).select_from(Review)) == 12
    assert {project.state for project in projects} == {State.UNDER_REVIEW}
    events = session.execute(select(JournalEntry.event, func.count()).group_by(JournalEntry.event)).all()
    assert dict(tuple(row) for row in events) == {"assign_reader": 12, "start_review": 4}


def test_publish_proposal_queues_one_digest_for_each_reader(session, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    members = [make_member(session, call) for _ in range(3)]
    owners = [make_dossier(session, call, State.ADMISSIBLE) for _ in range(4)]
    publish(session, staff, call)
    assert sorted(email.recipient for email in sent(session)) == sorted(member.email for member in members)
    assert all("4 dossiers" in email.subject and "4 dossiers" in email.body for email in sent(session))
    assert len(owners) == 4


def test_publish_proposal_refuses_a_draft_that_is_out_of_date(session, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    for _ in range(3):
        make_member(session, call)
    make_dossier(session, call, State.ADMISSIBLE)
    shown = draft_of(session, staff, call).fingerprint
    make_dossier(session, call, State.ADMISSIBLE)
    with pytest.raises(StaleVersion):
        operations.publish_proposal(session, actor=actor_of(session, staff), call=call, fingerprint=shown)
    assert sent(session) == []


def test_publish_proposal_refuses_another_role(session):
    call = open_committee(session)
    member = make_member(session, call)
    with pytest.raises(NotAllowed):
        operations.publish_proposal(session, actor=actor_of(session, member), call=call, fingerprint="")


def test_the_page_shows_the_draft_and_writes_nothing_before_publication(session, sign_in, sent):
    call = open_committee(session, readings_wanted=1)
    staff = make_staff(session, call)
    make_member(session, call, name="Ada Lectrice")
    project = make_dossier(session, call, State.ADMISSIBLE)
    session.commit()
    client = sign_in(staff)
    page = client.get(f"/calls/{call.code}/readers/proposal")
    assert "Ada Lectrice" in page.text
    assert sent(session) == []
    fingerprint = page.soup.select_one('button[name="fingerprint"]')["value"]
    page = client.post(f"/calls/{call.code}/readers/proposal", {"fingerprint": fingerprint})
    assert (page.status, page.url) == (200, f"/calls/{call.code}/readers")
    assert "1 lecture confiée, 1 lecteur prévenu." in page.text
    session.refresh(project)
    assert project.state is State.UNDER_REVIEW
    assert len(sent(session)) == 1


def test_the_page_shows_the_new_draft_when_the_one_shown_is_out_of_date(session, sign_in, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    make_member(session, call)
    make_dossier(session, call, State.ADMISSIBLE)
    session.commit()
    page = sign_in(staff).post(f"/calls/{call.code}/readers/proposal", {"fingerprint": "old"})
    assert page.status == 409
    assert "voici la répartition à jour" in page.text
    assert sent(session) == []


def test_the_page_is_closed_to_the_committee(session, sign_in):
    call = open_committee(session)
    member = make_member(session, call)
    session.commit()
    assert sign_in(member).get(f"/calls/{call.code}/readers/proposal").status == 403


def test_the_page_costs_the_same_at_any_size(session, sign_in, count_queries):
    call = open_committee(session)
    staff = make_staff(session, call)
    for _ in range(4):
        make_member(session, call)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            make_dossier(session, call, State.ADMISSIBLE)
        session.commit()
        client = sign_in(staff)
        with count_queries() as queries:
            assert client.get(f"/calls/{call.code}/readers/proposal").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
