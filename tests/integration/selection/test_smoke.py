from incubator.domain.states import Outcome, Round, State
from tests.factories import assign_reader, make_staff, make_person
from tests.integration.selection.builders import *

def test_smoke(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    a, b, c = (make_member(session, call) for _ in range(3))
    p = make_dossier(session, call); q = make_dossier(session, call); r = make_dossier(session, call, State.ADMISSIBLE)
    finish(session, p, a, 4, 3, candidate_comment="Bravo", committee_comment="ok")
    finish(session, p, b, 1, 1)
    assign_reader(session, q, a)
    prepare(session, p, Outcome.SHORTLISTED, staff)
    session.commit()
    s = sign_in(staff); m = sign_in(a)
    for url in (f"/calls/{call.code}/readers", f"/calls/{call.code}/readers/proposal", f"/projects/{p.id}/readers", f"/projects/{p.id}/readings", f"/calls/{call.code}/ranking", f"/projects/{p.id}/committee-decision", f"/calls/{call.code}/letters", f"/calls/{call.code}/publish", f"/projects/{p.id}/decision", f"/projects/{p.id}/conflict"):
        page = s.get(url); print(url, page.status, page.text[:3000]); assert page.status == 200, url
    for url in (f"/calls/{call.code}/readings", f"/projects/{q.id}/read", f"/projects/{p.id}/read", f"/projects/{q.id}/conflict"):
        page = m.get(url); print(url, page.status, page.text[:3000]); assert page.status == 200, url
