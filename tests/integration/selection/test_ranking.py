"""The ranking of the committee, and the line drawn in it."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed
from incubator.domain.kinds import Outcome, Role, Round
from incubator.domain.models import Decision
from incubator.domain.states import State
from incubator.selection import operations
from tests.factories import actor_of, declare_conflict, grant, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare
from tests.texts import plain


def ranked(session, call, *marks):
    """Dossiers with one finished reading each, in the order given."""
    projects = []
    for mark in marks:
        project = make_dossier(session, call)
        finish(session, project, make_member(session, call), mark, mark)
        projects.append(project)
    return projects


def titles(page):
    return [link.get_text().split(" · ")[1] for link in page.soup.select("tbody th a")]


def draw(session, staff, call, place, waiting=0):
    made = operations.draw_line(session, actor=actor_of(session, staff), call=call, place=place, waiting=waiting)
    return {outcome.value: count for outcome, count in made.items()}


def prepared(session):
    rows = session.execute(select(Decision.project_id, Decision.outcome, Decision.rank))
    return {project_id: (outcome, rank) for project_id, outcome, rank in rows}


def test_ranking_is_by_mean_then_by_number(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    low, tied, top, tied_later = ranked(session, call, 1, 3, 5, 3)
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/ranking")
    assert titles(page) == [project.title for project in (top, tied, tied_later, low)]
    assert [row.td.get_text() for row in page.soup.select("tbody tr")] == ["1", "2", "3", "4"]


def test_ranking_draws_the_line_after_the_last_place_for_the_pitch(session, sign_in):
    call = open_committee(session, pitch_places=2)
    staff = make_staff(session, call)
    ranked(session, call, 5, 4, 3)
    session.commit()
    rows = sign_in(staff).get(f"/calls/{call.code}/ranking").soup.select("tbody tr")
    assert ["cut-line" in (row.get("class") or []) for row in rows] == [False, False, True, False]


@pytest.mark.parametrize(("marks", "said"), [((5, 4, 4), True), ((5, 4, 3), False), ((5, 4), False)])
def test_ranking_says_when_the_line_parts_equal_dossiers(session, sign_in, marks, said):
    call = open_committee(session, pitch_places=2)
    staff = make_staff(session, call)
    ranked(session, call, *marks)
    session.commit()
    assert ("ont la même moyenne" in sign_in(staff).get(f"/calls/{call.code}/ranking").text) is said


def test_ranking_says_nothing_of_equal_dossiers_once_they_are_decided(session, sign_in):
    call = open_committee(session, pitch_places=2)
    staff = make_staff(session, call)
    for project in ranked(session, call, 5, 4, 4):
        project.state = State.NOT_SHORTLISTED
    session.commit()
    assert "ont la même moyenne" not in sign_in(staff).get(f"/calls/{call.code}/ranking").text


def test_ranking_flags_readers_who_disagree(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    split, united = ranked(session, call, 5, 4)
    finish(session, split, make_member(session, call), 3, 3)
    finish(session, united, make_member(session, call), 3, 3)
    session.commit()
    rows = sign_in(staff).get(f"/calls/{call.code}/ranking").soup.select("tbody tr")
    flagged = {row.th.a.get_text().split(" · ")[1] for row in rows if "Lecteurs partagés" in row.get_text()}
    assert flagged == {split.title}
    assert all(row.select_one("svg.spread") for row in rows)


def test_ranking_lists_what_nobody_has_read_at_its_end(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    ranked(session, call, 4)
    unread = make_dossier(session, call)
    make_dossier(session, call, State.SUBMITTED, title="Pas encore recevable")
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/ranking")
    assert unread.title in page.soup.select_one("#unread").get_text()
    assert "Pas encore recevable" not in page.text


def test_ranking_leaves_out_withdrawn_dossiers_other_calls_and_conflicts(session, sign_in):
    call, other = open_committee(session), open_committee(session)
    staff = make_staff(session, call)
    kept, withdrawn, hidden = ranked(session, call, 3, 4, 5)
    ranked(session, other, 5)
    withdrawn.state = State.WITHDRAWN
    declare_conflict(session, staff, hidden)
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/ranking")
    assert titles(page) == [kept.title]
    assert [row.td.get_text() for row in page.soup.select("tbody tr")] == ["1"]
    assert "1 dossier ne vous est pas montré" in page.text
    assert page.soup.select_one(".list-count").get_text() == "1 dossier lu"
    assert page.soup.select_one("#unread") is None


def test_ranking_goes_on_over_several_pages(session, sign_in):
    call = open_committee(session, pitch_places=26)
    staff = make_staff(session, call)
    ranked(session, call, *[4] * 27)
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/ranking?page=2")
    assert [row.td.get_text() for row in page.soup.select("tbody tr") if row.th] == ["26", "27"]


@pytest.mark.parametrize(("places", "said"), [(2, True), (1, False)])
def test_ranking_says_a_tie_from_any_of_its_pages(session, sign_in, places, said):
    call = open_committee(session, pitch_places=places)
    staff = make_staff(session, call)
    ranked(session, call, 5, *[4] * 26)
    session.commit()
    assert ("ont la même moyenne" in sign_in(staff).get(f"/calls/{call.code}/ranking?page=2").text) is said


def test_ranking_counts_what_nobody_has_read_on_its_first_page_and_names_it_on_the_last(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    ranked(session, call, *[4] * 26)
    unread, hidden = make_dossier(session, call), make_dossier(session, call)
    declare_conflict(session, staff, hidden)
    session.commit()
    first, last = (sign_in(staff).get(f"/calls/{call.code}/ranking?page={number}") for number in (1, 2))
    assert "1 dossier n’est pas encore lu" in plain(first.text)
    assert unread.title not in first.text
    assert [link.get_text().split(" · ")[1] for link in last.soup.select("#unread li a")] == [unread.title]


def test_ranking_is_closed_to_those_who_do_not_run_the_call(session, sign_in):
    call = open_committee(session)
    people = [make_member(session, call), grant(session, make_person(session), Role.CHAIR, call)]
    session.commit()
    assert [sign_in(person).get(f"/calls/{call.code}/ranking").status for person in people] == [403, 403]


def test_ranking_costs_the_same_at_any_size(session, sign_in, count_queries):
    call = open_committee(session)
    staff = make_staff(session, call)
    counts = []
    for size in (3, 30):
        for project in ranked(session, call, *[4] * size):
            prepare(session, project, Outcome.SHORTLISTED, staff)
        session.commit()
        client = sign_in(staff)
        with count_queries() as queries:
            assert client.get(f"/calls/{call.code}/ranking").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_draw_line_prepares_above_below_and_waiting(session, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    a, b, c, d, e = ranked(session, call, 5, 4, 3, 2, 1)
    unread = make_dossier(session, call)
    assert draw(session, staff, call, 2, 2) == {"shortlisted": 2, "waiting_list": 2, "not_shortlisted": 1}
    assert prepared(session) == {
        a.id: (Outcome.SHORTLISTED, None),
        b.id: (Outcome.SHORTLISTED, None),
        c.id: (Outcome.WAITING_LIST, 1),
        d.id: (Outcome.WAITING_LIST, 2),
        e.id: (Outcome.NOT_SHORTLISTED, None),
    }
    assert unread.id not in prepared(session)
    assert {project.state for project in (a, b, c, d, e)} == {State.UNDER_REVIEW}
    assert sent(session) == []


def test_draw_line_keeps_what_was_prepared_by_hand(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    a, b, c = ranked(session, call, 5, 4, 3)
    prepare(session, a, Outcome.NOT_SHORTLISTED, staff)
    prepare(session, c, Outcome.WAITING_LIST, staff, rank=1)
    assert draw(session, staff, call, 1, 1) == {"waiting_list": 1}
    assert prepared(session)[a.id] == (Outcome.NOT_SHORTLISTED, None)
    assert prepared(session)[b.id] == (Outcome.WAITING_LIST, 2)


def test_draw_line_leaves_alone_what_is_already_published(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    done, _waiting = ranked(session, call, 5, 4)
    done.state = State.SHORTLISTED
    assert draw(session, staff, call, 0) == {"not_shortlisted": 1}


def test_draw_line_does_not_touch_the_dossiers_the_actor_stays_away_from(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    hidden, seen = ranked(session, call, 5, 4)
    declare_conflict(session, staff, hidden)
    draw(session, staff, call, 1)
    assert set(prepared(session)) == {seen.id}


def test_draw_line_refuses_another_role(session):
    call = open_committee(session)
    with pytest.raises(NotAllowed):
        draw(session, make_member(session, call), call, 1)


def test_the_page_draws_the_line_and_says_what_it_did(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    ranked(session, call, 5, 4, 3)
    session.commit()
    page = sign_in(staff).post(f"/calls/{call.code}/ranking", {"place": "1", "waiting": "1"})
    assert page.status == 200
    assert "1 à inviter, 1 en liste d’attente, 1 à ne pas présélectionner" in page.text
    again = sign_in(staff).post(f"/calls/{call.code}/ranking", {"place": "1", "waiting": "1"})
    assert "rien n’a changé" in again.text
    assert session.scalars(select(Decision.round)).all() == [Round.COMMITTEE] * 3


@pytest.mark.parametrize("data", [{"place": ""}, {"place": "-1"}, {"place": "un"}, {"place": "2", "waiting": "-3"}])
def test_the_page_refuses_a_wrong_line_and_prepares_nothing(session, sign_in, data):
    call = open_committee(session)
    staff = make_staff(session, call)
    ranked(session, call, 5)
    session.commit()
    page = sign_in(staff).post(f"/calls/{call.code}/ranking", data)
    assert page.status == 422
    assert page.field("place") == data["place"]
    assert prepared(session) == {}
