from tests.factories import *

def test_all(session, sign_in):
    org = make_organisation(session); call = make_call(session, org); owner = make_person(session, org)
    session.commit()
    c = sign_in(owner)
    for u in ("/projects", f"/calls/{call.code}/propose"):
        p = c.get(u); print(p.status, p.text[:3000]); assert p.status == 200
    p = c.post(f"/calls/{call.code}/propose"); print(p.url, p.text[:2000]); assert p.status == 200
    base = p.url.removesuffix("/edit")
    for u in ("", "/edit", "/submit", "/withdraw", "/journal"):
        p = c.get(base + u); print(p.status, p.url, p.text[:1500]); assert p.status == 200
