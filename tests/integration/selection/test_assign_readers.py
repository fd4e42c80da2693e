"""The secretary gives one dossier to readers, and takes it back."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed, WrongState
from incubator.domain.kinds import ReviewStatus, Role
from incubator.domain.models import JournalEntry, Review
from incubator.domain.states import State
from incubator.selection import operations
from tests.factories import (
    actor_of,
    assign_reader,
    declare_conflict,
    grant,
    make_call,
    make_organisation,
    make_person,
    make_project,
    make_staff,
)
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee


def assign(session, staff, call, project, *people):
    return operations.assign_readers(
        session, actor=actor_of(session, staff), call=call, project=project, reader_ids=[p.id for p in people]
    )


def events(session, project):
    return list(
        session.scalars(
            select(JournalEntry.event).where(JournalEntry.project_id == project.id).order_by(JournalEntry.id)
        )
    )


def test_assign_readers_creates_readings_brings_the_dossier_to_the_committee_and_writes_the_journal(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    first, second = make_member(session, call), make_member(session, call)
    project = make_dossier(session, call, State.ADMISSIBLE)
    assign(session, staff, call, project, first, second)
    found = session.scalars(select(Review).where(Review.project_id == project.id)).all()
    assert {(review.reader_id, review.status) for review in found} == {
        (first.id, ReviewStatus.ASSIGNED),
        (second.id, ReviewStatus.ASSIGNED),
    }
    assert project.state is State.UNDER_REVIEW
    assert events(session, project) == ["assign_reader", "assign_reader", "start_review"]


def test_assign_readers_writes_to_each_reader_once_and_to_nobody_else(session, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    first, second = make_member(session, call), make_member(session, call)
    assign(session, staff, call, make_dossier(session, call, State.ADMISSIBLE), first, second)
    assert [(email.name, email.recipient) for email in sent(session)] == [
        ("readings_assigned", first.email),
        ("readings_assigned", second.email),
    ]
    assert "1 dossier" in sent(session)[0].subject


def test_assign_readers_of_a_dossier_under_review_adds_without_another_step(session):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    project = make_dossier(session, call)
    assign(session, staff, call, project, reader)
    assert events(session, project) == ["assign_reader"]


@pytest.mark.parametrize("link", ["team", "conflict", "reader", "stranger"])
def test_assign_readers_refuses_whoever_may_not_read(session, link):
    call = open_committee(session)
    staff = make_staff(session, call)
    person = make_person(session) if link == "stranger" else make_member(session, call)
    project = make_dossier(session, call, **({"owner": person} if link == "team" else {}))
    if link == "conflict":
        declare_conflict(session, person, project)
    if link == "reader":
        assign_reader(session, project, person)
    with pytest.raises(WrongState):
        assign(session, staff, call, project, person)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.SHORTLISTED, State.WITHDRAWN])
def test_assign_readers_refuses_a_dossier_that_is_not_to_be_read(session, state):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    with pytest.raises(WrongState):
        assign(session, staff, call, make_dossier(session, call, state), reader)


def test_assign_readers_refuses_another_role_and_staff_with_a_conflict(session):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    project = make_dossier(session, call)
    declare_conflict(session, staff, project)
    for person in (staff, reader, project_owner(session, call)):
        with pytest.raises(NotAllowed):
            assign(session, person, call, project, reader)


def project_owner(session, call):
    return grant(session, make_person(session), Role.JUROR, call)


def test_assign_readers_takes_back_somebody_whose_conflict_was_lifted(session):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    project = make_dossier(session, call)
    review = assign_reader(session, project, reader, ReviewStatus.ABSTAINED)
    assign(session, staff, call, project, reader)
    assert review.status is ReviewStatus.ASSIGNED


def test_unassign_reader_removes_an_unfinished_reading(session):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    project = make_dossier(session, call)
    assign_reader(session, project, reader, ReviewStatus.DRAFT)
    operations.unassign_reader(session, actor=actor_of(session, staff), project=project, reader_id=reader.id)
    assert session.scalars(select(Review).where(Review.project_id == project.id)).all() == []
    assert events(session, project) == ["unassign_reader"]


def test_unassign_reader_keeps_a_finished_reading(session):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call)
    project = make_dossier(session, call)
    finish(session, project, reader, 3, 3)
    with pytest.raises(WrongState):
        operations.unassign_reader(session, actor=actor_of(session, staff), project=project, reader_id=reader.id)


def test_the_page_of_a_dossier_adds_and_removes_readers(session, sign_in):
    call = open_committee(session)
    staff, reader = make_staff(session, call), make_member(session, call, name="Lou Martin")
    project = make_dossier(session, call, State.ADMISSIBLE)
    url = f"/projects/{project.id}/readers"
    session.commit()
    page = sign_in(staff).post(url, {"reader_ids": [str(reader.id)]})
    assert page.status == 200
    assert "Retirer Lou Martin" in page.text
    page = sign_in(staff).post(f"{url}/remove", {"reader_id": str(reader.id)})
    assert page.status == 200
    assert "Retirer Lou Martin" not in page.text


def test_the_page_of_a_dossier_says_what_is_missing(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    make_member(session, call)
    project = make_dossier(session, call)
    session.commit()
    page = sign_in(staff).post(f"/projects/{project.id}/readers", {})
    assert page.status == 422
    assert "Cochez au moins une personne." in page.text


def test_the_page_of_a_dossier_names_whoever_may_not_read(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    member = make_member(session, call, name="Ada Lien")
    project = make_dossier(session, call)
    declare_conflict(session, member, project)
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/readers")
    assert "Ada Lien : déport déclaré" in page.text
    assert page.soup.select('input[name="reader_ids"]') == []


def test_the_pages_of_readers_are_closed_to_others(session, sign_in):
    call = open_committee(session)
    member = make_member(session, call)
    away = make_staff(session, call)
    project = make_dossier(session, call)
    assign_reader(session, project, member)
    declare_conflict(session, away, project)
    session.commit()
    assert sign_in(member).get(f"/calls/{call.code}/readers").status == 403
    assert sign_in(member).get(f"/projects/{project.id}/readers").status == 403
    assert sign_in(away).get(f"/projects/{project.id}/readers").status == 404
    page = sign_in(away).get(f"/calls/{call.code}/readers")
    assert project.title not in page.text


def test_the_table_of_readers_shows_each_dossier_and_those_that_lack_readers(session, sign_in):
    call = open_committee(session, readings_wanted=2)
    staff = make_staff(session, call)
    busy = make_member(session, call, name="Ada Occupée")
    read, unread = make_dossier(session, call), make_dossier(session, call)
    finish(session, read, busy, 4, 4)
    assign_reader(session, unread, busy)
    assign_reader(session, read, make_member(session, call))
    make_project(session, make_call(session, make_organisation(session)), state=State.ADMISSIBLE, title="Ailleurs")
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/readers")
    assert "Ailleurs" not in page.text
    assert read.title in page.text
    lacking = sign_in(staff).get(f"/calls/{call.code}/readers?view=lacking")
    assert unread.title in lacking.text
    assert read.title not in lacking.text


@pytest.mark.parametrize("view", ["", "?view=load"])
def test_the_table_of_readers_costs_the_same_at_any_size(session, sign_in, count_queries, view):
    call = open_committee(session)
    staff = make_staff(session, call)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            assign_reader(session, make_dossier(session, call), make_member(session, call))
        session.commit()
        client = sign_in(staff)
        with count_queries() as queries:
            assert client.get(f"/calls/{call.code}/readers{view}").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_committee_load_counts_what_each_member_was_given_and_has_read(session, sign_in):
    call = open_committee(session)
    staff, busy, idle = make_staff(session, call), make_member(session, call), make_person(session)
    grant(session, idle, Role.COMMITTEE_MEMBER, call.organisations[0])
    hidden = make_dossier(session, call)
    for project in (make_dossier(session, call), make_dossier(session, call), hidden):
        assign_reader(session, project, busy)
    finish(session, make_dossier(session, call), busy, 4, 4)
    declare_conflict(session, staff, hidden)
    session.commit()

    page = sign_in(staff).get(f"/calls/{call.code}/readers?view=load")

    rows = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td.num")]
        for row in page.soup.select("tbody tr")
    }
    assert rows == {busy.name: ["3", "1"], idle.name: ["0", "0"]}
    assert page.soup.select_one(".view[aria-current]").get_text(strip=True) == "Charge du comité"
