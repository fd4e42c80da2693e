"""A committee member finds what they have to read."""

from incubator.domain.kinds import ReviewStatus
from incubator.domain.states import State
from tests.factories import assign_reader, declare_conflict, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee


def test_the_queue_shows_what_is_to_read_then_what_is_begun_then_what_is_done(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    done, begun, new = (make_dossier(session, call) for _ in range(3))
    finish(session, done, reader, 4, 4)
    assign_reader(session, begun, reader, ReviewStatus.DRAFT)
    assign_reader(session, new, reader)
    session.commit()
    page = sign_in(reader).get(f"/calls/{call.code}/readings")
    titles = [cell.get_text() for cell in page.soup.select("tbody th a")]
    assert titles == [f"{project.reference} · {project.title}" for project in (new, begun, done)]
    assert "1 lu sur 3" in page.text


def test_the_queue_leads_to_the_next_dossier(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    finish(session, make_dossier(session, call), reader, 4, 4)
    following = make_dossier(session, call)
    assign_reader(session, following, reader)
    session.commit()
    page = sign_in(reader).get(f"/calls/{call.code}/readings")
    assert page.soup.select_one(".next-act-button a")["href"] == f"/projects/{following.id}/read"


def test_the_queue_says_when_all_is_read(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    finish(session, make_dossier(session, call), reader, 4, 4)
    session.commit()
    assert "Tout est lu, merci" in sign_in(reader).get(f"/calls/{call.code}/readings").text


def test_the_queue_hides_what_others_read_and_what_the_reader_may_not_see(session, sign_in):
    call = open_committee(session)
    reader, other = make_member(session, call), make_member(session, call)
    mine = make_dossier(session, call)
    withdrawn = make_dossier(session, call, State.WITHDRAWN)
    conflicted, stood_aside, not_mine = (make_dossier(session, call) for _ in range(3))
    for project in (mine, withdrawn, conflicted):
        assign_reader(session, project, reader)
    assign_reader(session, stood_aside, reader, ReviewStatus.ABSTAINED)
    assign_reader(session, not_mine, other)
    declare_conflict(session, reader, conflicted)
    session.commit()
    page = sign_in(reader).get(f"/calls/{call.code}/readings")
    titles = [cell.get_text() for cell in page.soup.select("tbody th a")]
    assert titles == [f"{mine.reference} · {mine.title}"]


def test_the_queue_is_empty_before_the_assignment(session, sign_in):
    call = open_committee(session)
    reader = make_member(session, call)
    session.commit()
    assert "Aucun dossier ne vous est confié" in sign_in(reader).get(f"/calls/{call.code}/readings").text


def test_the_queue_is_closed_to_those_who_do_not_read(session, sign_in, visitor):
    call = open_committee(session)
    staff = make_staff(session, call)
    elsewhere = make_member(session, open_committee(session))
    session.commit()
    url = f"/calls/{call.code}/readings"
    assert sign_in(staff).get(url).status == 403
    assert sign_in(elsewhere).get(url).status == 404
    assert visitor.get(url, follow_redirects=False).status == 302


def test_the_queue_costs_the_same_at_any_size(session, sign_in, count_queries):
    call = open_committee(session)
    reader = make_member(session, call)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            assign_reader(session, make_dossier(session, call), reader)
        session.commit()
        client = sign_in(reader)
        with count_queries() as queries:
            assert client.get(f"/calls/{call.code}/readings").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
