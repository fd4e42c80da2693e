"""A committee member reads and marks a dossier."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.domain.kinds import Opinion, Outcome, ReviewStatus, Round
from incubator.domain.models import JournalEntry, Review, Standing
from incubator.domain.states import State
from incubator.selection import operations
from incubator.selection.given import Reading
from tests.factories import actor_of, assign_reader, declare_conflict, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare


def reading(version=1, **values):
    return Reading(
        **{
            "marks": {"problem": 4, "impact": 3},
            "opinion": Opinion.RATHER_YES,
            "committee_comment": "Solide.",
            "candidate_comment": "Problème clair.",
            "version": version,
            **values,
        }
    )


@pytest.fixture
def given(session):
    """A dossier and its reader."""
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call)
    return call, reader, project, assign_reader(session, project, reader)


def act(session, given, name, one):
    _call, reader, project, _review = given
    return getattr(operations, name)(session, actor=actor_of(session, reader), project=project, reading=one)


def standing(session, project):
    return session.get(Standing, (project.id, Round.COMMITTEE), populate_existing=True)


def events(session, project):
    return list(
        session.scalars(
            select(JournalEntry.event).where(JournalEntry.project_id == project.id).order_by(JournalEntry.id)
        )
    )


def test_save_draft_keeps_what_is_given_and_counts_nothing(session, given):
    review = act(session, given, "save_draft", reading(marks={"problem": 4}))
    assert (review.status, review.total, review.committee_comment) == (ReviewStatus.DRAFT, None, "Solide.")
    assert [score.value for score in review.scores] == [4]
    assert standing(session, given[2]) is None
    assert events(session, given[2]) == ["save_review"]


def test_save_draft_again_changes_and_removes_marks_without_another_line_in_the_journal(session, given):
    review = act(session, given, "save_draft", reading())
    review = act(session, given, "save_draft", reading(marks={"impact": 1}, version=review.version))
    assert [score.value for score in review.scores] == [1]
    assert events(session, given[2]) == ["save_review"]


def test_marks_alone_change_the_version_of_a_reading(session, given):
    first = act(session, given, "save_draft", reading()).version
    second = act(session, given, "save_draft", reading(marks={"problem": 0}, version=first)).version
    assert second > first


def test_finish_reading_weighs_the_marks_and_updates_the_standing_at_once(session, given):
    review = act(session, given, "finish_reading", reading())
    assert (review.status, review.total) == (ReviewStatus.FINAL, 3600)
    found = standing(session, given[2])
    assert (found.count, found.mean, found.low, found.high) == (1, 3600, 3600, 3600)
    assert events(session, given[2]) == ["finish_review"]


def test_finish_reading_counts_with_the_other_readers(session, given):
    call, _reader, project, _review = given
    finish(session, project, make_member(session, call), 0, 0)
    act(session, given, "finish_reading", reading())
    found = standing(session, project)
    assert (found.count, found.mean, found.low, found.high) == (2, 1800, 0, 3600)


def test_finish_reading_may_be_changed_until_the_decision_is_published(session, given):
    review = act(session, given, "finish_reading", reading())
    act(session, given, "finish_reading", reading(marks={"problem": 1, "impact": 1}, version=review.version))
    assert standing(session, given[2]).mean == 1000


def test_finish_reading_needs_every_mark(session, given):
    with pytest.raises(NotReady):
        act(session, given, "finish_reading", reading(marks={"problem": 4}))
    assert given[3].status is ReviewStatus.ASSIGNED


def test_a_finished_reading_does_not_become_a_draft_again(session, given):
    review = act(session, given, "finish_reading", reading())
    with pytest.raises(WrongState):
        act(session, given, "save_draft", reading(version=review.version))


@pytest.mark.parametrize("name", ["save_draft", "finish_reading"])
def test_reading_refuses_an_old_version(session, given, name):
    act(session, given, "save_draft", reading())
    with pytest.raises(StaleVersion):
        act(session, given, name, reading(version=1))


@pytest.mark.parametrize("state", [State.SHORTLISTED, State.NOT_SHORTLISTED])
@pytest.mark.parametrize("name", ["save_draft", "finish_reading"])
def test_reading_is_closed_once_the_decision_is_published(session, given, name, state):
    given[2].state = state
    with pytest.raises(WrongState):
        act(session, given, name, reading())


@pytest.mark.parametrize("name", ["save_draft", "finish_reading"])
def test_reading_refuses_those_who_were_not_given_the_dossier(session, given, name):
    call, reader, project, _review = given
    for person in (make_member(session, call), make_staff(session, call)):
        with pytest.raises(NotAllowed):
            getattr(operations, name)(session, actor=actor_of(session, person), project=project, reading=reading())
    declare_conflict(session, reader, project)
    with pytest.raises(NotAllowed):
        act(session, given, name, reading())


FORM = {"mark_problem": "4", "mark_impact": "3", "opinion": "yes", "committee_comment": "", "candidate_comment": "Net."}


def test_the_page_shows_the_answers_without_what_is_for_the_team_only(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    project = make_dossier(session, call, answers={"problem": "Trois cents familles.", "phone": "06 00 00 00 00"})
    assign_reader(session, project, reader)
    session.commit()
    page = sign_in(reader).get(f"/projects/{project.id}/read")
    assert "Trois cents familles." in page.text
    assert "06 00 00 00 00" not in page.text
    assert "Téléphone" not in page.text
    assert "faible" in page.text
    assert len(page.soup.select('input[name="mark_problem"]')) == 6
    assert "Restez factuel" in page.text


def test_the_page_finishes_and_goes_to_the_next_dossier(session, given, sign_in):
    call, reader, project, review = given
    following = make_dossier(session, call)
    assign_reader(session, following, reader)
    session.commit()
    client = sign_in(reader)
    page = client.post(f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "finish"})
    assert (page.status, page.url) == (200, f"/projects/{following.id}/read")
    session.refresh(review)
    assert (review.status, review.total, review.opinion) == (ReviewStatus.FINAL, 3600, Opinion.YES)
    page = client.post(f"/projects/{following.id}/read", {**FORM, "version": "1", "act": "finish"})
    assert (page.status, page.url) == (200, f"/calls/{call.code}/readings")
    assert "tout est lu" in page.text


def test_the_page_keeps_a_draft_and_shows_it_again(session, given, sign_in):
    _call, reader, project, review = given
    session.commit()
    client = sign_in(reader)
    page = client.post(
        f"/projects/{project.id}/read",
        {"mark_problem": "2", "version": "1", "committee_comment": "À revoir", "act": "draft"},
    )
    assert page.status == 200
    assert page.soup.select_one('input[name="mark_problem"][checked]')["value"] == "2"
    assert page.field("committee_comment") == "À revoir"
    session.refresh(review)
    assert review.status is ReviewStatus.DRAFT


def test_the_page_says_which_mark_is_missing_and_keeps_the_text(session, given, sign_in):
    _call, reader, project, review = given
    session.commit()
    data = {"mark_problem": "2", "version": "1", "candidate_comment": "Un mot.", "act": "finish"}
    page = sign_in(reader).post(f"/projects/{project.id}/read", data)
    assert page.status == 422
    assert "Choisissez une note de 0 à 5." in page.text
    assert page.field("candidate_comment") == "Un mot."
    session.refresh(review)
    assert review.status is ReviewStatus.ASSIGNED


@pytest.mark.parametrize("wrong", [{"mark_problem": "6"}, {"committee_comment": "x" * 2001}, {"opinion": "maybe"}])
def test_the_page_refuses_what_is_out_of_bounds_and_keeps_the_text(session, given, sign_in, wrong):
    _call, reader, project, _review = given
    session.commit()
    page = sign_in(reader).post(f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "finish", **wrong})
    assert page.status == 422
    assert page.field("candidate_comment") == "Net."


def test_the_page_counts_characters_and_not_bytes(session, given, sign_in):
    _call, reader, project, review = given
    session.commit()
    text = "é" * 2000
    page = sign_in(reader).post(
        f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "finish", "committee_comment": text}
    )
    assert page.status == 200
    session.refresh(review)
    assert review.committee_comment == text


def test_the_page_keeps_both_texts_when_the_reading_was_saved_elsewhere_and_then_saves(session, given, sign_in):
    _call, reader, project, review = given
    session.commit()
    client = sign_in(reader)
    client.post(
        f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "draft", "committee_comment": "Du téléphone"}
    )
    page = client.post(
        f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "draft", "committee_comment": "Du bureau"}
    )
    assert page.status == 409
    assert page.field("committee_comment") == "Du bureau"
    assert "Du téléphone" in page.text
    again = {**FORM, "version": page.field("version"), "act": "draft", "committee_comment": "Du bureau"}
    assert client.post(f"/projects/{project.id}/read", again).status == 200
    session.refresh(review)
    assert review.committee_comment == "Du bureau"


def test_the_page_only_shows_the_reading_once_the_decision_is_published(session, given, sign_in):
    _call, reader, project, _review = given
    project.state = State.SHORTLISTED
    session.commit()
    client = sign_in(reader)
    page = client.get(f"/projects/{project.id}/read")
    assert page.status == 200
    assert page.soup.select("form textarea") == []
    page = client.post(f"/projects/{project.id}/read", {**FORM, "version": "1", "act": "finish"})
    assert page.status == 409
    assert page.field("candidate_comment") == "Net."


def test_the_page_shows_nothing_of_other_readers_nor_of_the_ranking(session, given, sign_in):
    call, reader, project, _review = given
    other = make_member(session, call, name="Zoé Voisine")
    finish(session, project, other, 5, 5, committee_comment="Mon secret", candidate_comment="Son secret")
    prepare(session, project, Outcome.SHORTLISTED, make_staff(session, call), reason="Décidé en secret")
    session.commit()
    for url in (f"/projects/{project.id}/read", f"/calls/{call.code}/readings"):
        page = sign_in(reader).get(url)
        assert page.status == 200
        assert not any(word in page.text for word in ("Zoé", "secret", "5,00"))
    assert sign_in(reader).get(f"/projects/{project.id}/readings").status == 403
    assert sign_in(reader).get(f"/calls/{call.code}/ranking").status == 403


def test_the_page_is_closed_to_others(session, given, sign_in):
    call, _reader, project, _review = given
    member, staff = make_member(session, call), make_staff(session, call)
    owner = session.get(type(member), project.owner_id)
    session.commit()
    assert sign_in(member).get(f"/projects/{project.id}/read").status == 404
    assert sign_in(staff).get(f"/projects/{project.id}/read").status == 403
    assert sign_in(owner).get(f"/projects/{project.id}/read").status == 403


def test_a_withdrawn_dossier_is_no_longer_read(session, given, sign_in):
    _call, reader, project, _review = given
    project.state = State.WITHDRAWN
    session.commit()
    assert sign_in(reader).get(f"/projects/{project.id}/read").status == 404
    assert session.scalars(select(Review)).one().status is ReviewStatus.ASSIGNED
