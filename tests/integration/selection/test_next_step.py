"""The ranking says what to do next, from the line to the jury day."""

from incubator.core import clock
from incubator.domain.kinds import Outcome
from incubator.domain.models import Decision
from incubator.domain.states import State
from tests.factories import declare_conflict, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare


def next_step(page):
    """The address of the next step, and its words."""
    act = page.soup.select_one(".next-act")
    return (act.a["href"], act.get_text(" ", strip=True)) if act else (None, "")


def ranked(session, call, mark, **values):
    project = make_dossier(session, call, **values)
    finish(session, project, make_member(session, call), mark, mark)
    return project


def test_the_ranking_leads_from_the_line_to_the_jury_day(session, sign_in):
    call = open_committee(session, pitch_places=1)
    staff = make_staff(session, call)
    url = f"/calls/{call.code}/ranking"
    assert next_step(sign_in(staff).get(url)) == (None, "")

    first, second = ranked(session, call, 5), ranked(session, call, 4)
    unread = make_dossier(session, call)
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == "#line"

    decisions = [prepare(session, first, Outcome.SHORTLISTED, staff)]
    decisions.append(prepare(session, second, Outcome.WAITING_LIST, staff, rank=1, reason=""))
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == f"/projects/{second.id}/committee-decision"

    decisions[1].reason = "Un motif."
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == f"/projects/{unread.id}/committee-decision"

    decisions.append(prepare(session, unread, Outcome.NOT_SHORTLISTED, staff))
    session.commit()
    page = sign_in(staff).get(url)
    assert next_step(page)[0] == f"/calls/{call.code}/letters"
    assert page.soup.select_one("#line") is None

    publish(session, *decisions)
    assert next_step(sign_in(staff).get(url))[0] == f"/calls/{call.code}/jury-day/order"


def publish(session, *decisions: Decision):
    for decision in decisions:
        decision.project.state, decision.published_at = decision.outcome.state, clock.now()
    session.commit()


def test_the_ranking_calls_the_first_of_the_list_when_a_place_is_free(session, sign_in):
    call = open_committee(session, pitch_places=1)
    staff = make_staff(session, call)
    second, first = ranked(session, call, 4), ranked(session, call, 4)
    for rank, project in ((1, first), (2, second)):
        project.state = State.WAITING_LIST
        prepare(session, project, Outcome.WAITING_LIST, staff, rank=rank, published_at=clock.now())
    session.commit()
    url = f"/calls/{call.code}/ranking"
    assert next_step(sign_in(staff).get(url))[0] == f"/projects/{first.id}/waiting-list"
    declare_conflict(session, staff, first)
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == f"/projects/{second.id}/waiting-list"
    call.jury_closed_at = clock.now()
    session.commit()
    assert next_step(sign_in(staff).get(url)) == (None, "")


def test_the_next_step_leaves_out_what_its_reader_stays_away_from(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    hidden, seen = ranked(session, call, 5), ranked(session, call, 4)
    prepare(session, seen, Outcome.SHORTLISTED, staff)
    declare_conflict(session, staff, hidden)
    session.commit()
    url = f"/calls/{call.code}/ranking"
    assert next_step(sign_in(staff).get(url))[0] == f"/calls/{call.code}/letters"
    prepare(session, hidden, Outcome.SHORTLISTED, make_staff(session, call), reason="")
    last = make_dossier(session, call)
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == f"/projects/{last.id}/committee-decision"
    answers = {"outcome": "shortlisted", "reason": "Net.", "version": "1", "act": "next"}
    page = sign_in(staff).post(f"/projects/{seen.id}/committee-decision", answers)
    assert "Voici le dernier à écrire." in page.text
    for project in (seen, last):
        project.state = State.SHORTLISTED
    session.commit()
    assert next_step(sign_in(staff).get(url))[0] == f"/calls/{call.code}/jury-day/order"
