"""What was sent about a dossier is on its timeline, for those it concerns, without the secrets it carried."""

import re

import pytest
from sqlalchemy import select

from incubator.core import outbox
from incubator.core.outbox import Email, MailStatus, OutboxEmail
from incubator.domain import mails
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, TeamMember
from incubator.domain.post import masked
from tests.factories import declare_conflict, make_person, make_project, make_staff

SECRET = "http://localhost/agreement/" + "aB3-_" * 9


@pytest.fixture
def world(session, call, organisation):
    owner, mate = make_person(session, organisation, name="Awa"), make_person(session, organisation)
    project = make_project(session, call, owner=owner, title="Guichet")
    session.add(TeamMember(project_id=project.id, person_id=mate.id))
    session.flush()
    for email in mails.submission_receipt(session, project, ""):
        outbox.queue(session, email)
    row = OutboxEmail(
        name="agreement_request", recipient="chef@cd.example", language="fr", subject="Votre accord est demandé",
        body=f"Répondre :\n\n{SECRET}\n\nVoir {project.id}\n", about=project.id, status=MailStatus.FAILED,
        last_error="550 inconnu",
    )  # fmt: skip
    session.add(row)
    session.commit()
    return owner, mate, project, row


def _of(session, project, name) -> list[OutboxEmail]:
    return list(session.scalars(select(OutboxEmail).where(OutboxEmail.about == project.id, OutboxEmail.name == name)))


@pytest.mark.any_engine
def test_every_link_that_opens_a_door_is_masked(app) -> None:
    doors = [rule.rule for rule in app.url_map.iter_rules() if {"secret", "token"} & rule.arguments]
    assert len(doors) >= 4
    with app.test_request_context():
        for rule in doors:
            link = "https://a.example" + re.sub(r"<[^>]+>", "0204", rule)
            assert masked(f"Voici :\n{link}\nFin") == "Voici :\n[lien personnel]\nFin", rule


def test_those_who_run_the_call_see_all_and_send_again(session, call, world, sign_in) -> None:
    _owner, mate, project, row = world
    browser = sign_in(make_staff(session, call, Role.SECRETARY))
    session.commit()
    page = browser.get(f"/projects/{project.id}/journal")
    assert page.text.count("Courriel : Dossier bien reçu : Guichet") == 1, "one line for the whole team"
    assert mate.email in page.text and "refusé par le serveur" in page.text

    url = f"/projects/{project.id}/messages/{row.id}"
    page = browser.get(url)
    assert SECRET not in page.raw.decode() and "[lien personnel]" in page.text and str(project.id) in page.text
    assert "550 inconnu" in page.text
    assert "repart dans la minute" in browser.post(f"{url}/resend").text
    session.refresh(row)
    assert (row.status, row.attempts) == (MailStatus.WAITING, 0)
    assert browser.post(f"{url}/resend").status == 409
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.project_id == project.id)).all()
    assert events.count("resend_mail") == 1


def test_the_team_reads_what_was_written_to_the_team(session, world, sign_in) -> None:
    owner, mate, project, row = world
    text = sign_in(mate).get(f"/projects/{project.id}/journal").text
    assert owner.email in text and "chef@cd.example" not in text
    other = next(one for one in _of(session, project, "submission_receipt") if one.recipient == owner.email)
    assert "Dossier bien reçu" in sign_in(mate).get(f"/projects/{project.id}/messages/{other.id}").text
    assert sign_in(owner).get(f"/projects/{project.id}/messages/{row.id}").status == 404
    assert sign_in(owner).post(f"/projects/{project.id}/messages/{other.id}/resend").status == 403


def test_the_team_does_not_read_what_may_still_be_taken_back(session, world, sign_in) -> None:
    owner, _mate, project, _row = world
    later = outbox.clock.now() + outbox.CLAIM
    email = Email("admissible", owner.email, "fr", mails.admissible(session, project, "")[0].context, project.id)
    row = outbox.queue(session, email, not_before=later)
    session.commit()
    assert "recevable :" not in sign_in(owner).get(f"/projects/{project.id}/journal").text
    assert sign_in(owner).get(f"/projects/{project.id}/messages/{row.id}").status == 404


def test_others_meet_no_message(session, call, world, sign_in) -> None:
    _owner, _mate, project, _row = world
    aside = make_staff(session, call, Role.SECRETARY)
    declare_conflict(session, aside, project)
    session.commit()
    [first, *_] = _of(session, project, "submission_receipt")
    for person in (aside, make_person(session)):
        session.commit()
        assert sign_in(person).get(f"/projects/{project.id}/messages/{first.id}").status == 404


def test_each_page_of_the_journal_has_its_own_messages(session, call, world, sign_in, count_queries) -> None:
    _owner, _mate, project, _row = world
    staff = make_staff(session, call, Role.SECRETARY)
    session.add_all(JournalEntry(event="edit_project", project_id=project.id, call_id=call.id) for _ in range(60))
    session.commit()
    browser = sign_in(staff)
    pages = [browser.get(f"/projects/{project.id}/journal?page={number}") for number in (1, 2, 3)]
    found = [len(page.soup.select(".timeline-receivers li")) for page in pages]
    assert sum(found) == 3, found
    with count_queries() as queries:
        browser.get(f"/projects/{project.id}/journal")
    few = len(queries)
    for number in range(20):
        facts = {"recipient": f"a{number}@b.example", "subject": f"S{number}", "about": project.id}
        session.add(OutboxEmail(name="x", language="fr", body="", **facts))
    session.commit()
    with count_queries() as queries:
        browser.get(f"/projects/{project.id}/journal")
    assert len(queries) == few
