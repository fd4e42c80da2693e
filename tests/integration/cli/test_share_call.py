"""Two authorities run one call: agents of both propose, both teams see all of it, and nobody else does."""

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry
from incubator.domain.states import State
from tests import factories as make
from tests.integration.cli.test_commands import asked, refused, run


def test_share_call_opens_the_call_to_the_partner_alone(app: Flask, session: Session, sign_in: Any) -> None:
    host, partner, other = (make.make_organisation(session) for _ in range(3))
    call = make.make_call(session, host)
    make.make_project(session, call, state=State.SUBMITTED, title="Un arrêt pour deux départements")
    agent, stranger = make.make_person(session, partner), make.make_person(session, other)
    secretary, away = (make.make_staff(session, place, Role.SECRETARY) for place in (partner, other))
    session.commit()
    propose, worklist = f"/calls/{call.code}/propose", f"/calls/{call.code}/screening"
    assert (sign_in(agent).get(propose).status, sign_in(secretary).get(worklist).status) == (404, 404)

    shared = asked(app, "share-call", call.code, "--with", partner.slug)

    assert shared == {"call": call.code, "organisations": sorted([host.slug, partner.slug])}
    assert sign_in(agent).get(propose).status == 200
    assert "Un arrêt pour deux départements" in sign_in(secretary).get(worklist).text
    assert (sign_in(stranger).get(propose).status, sign_in(away).get(worklist).status) == (404, 404)


def test_share_call_twice_changes_and_records_once(app: Flask, session: Session) -> None:
    host, partner = make.make_organisation(session), make.make_organisation(session)
    call = make.make_call(session, host)
    session.commit()
    for _ in range(2):
        assert partner.name in run(app, "share-call", call.code, "--with", partner.slug).stdout
    entry = session.scalars(select(JournalEntry).where(JournalEntry.call_id == call.id)).one()
    assert (entry.before, entry.after) == (
        {"organisations": [host.slug]},
        {"organisations": [host.slug, partner.slug]},
    )


def test_share_call_says_what_it_does_not_know(app: Flask, session: Session) -> None:
    host = make.make_organisation(session)
    call = make.make_call(session, host)
    session.commit()
    assert "aucun appel n’a le code « nul »" in refused(app, "share-call", "nul", "--with", host.slug)
    assert host.slug in refused(app, "share-call", call.code, "--with", "nulle-part")
