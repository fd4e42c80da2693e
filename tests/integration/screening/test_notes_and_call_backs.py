"""Private notes and call-backs: who writes, who reads, what the team learns."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.domain.kinds import Role
from incubator.domain.models import CallBack, JournalEntry, Person, PrivateNote, TeamMember
from incubator.domain.states import State
from tests.factories import declare_conflict, make_person, make_project, make_staff
from tests.texts import plain

SOON = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT14:30")


@pytest.fixture
def project(session, call):
    project = make_project(session, call, title="Guichet")
    session.commit()
    return project


def owner_of(session, project):
    return session.get_one(Person, project.owner_id)


def test_a_note_is_read_by_those_who_run_the_call_and_changed_by_its_author(session, sign_in, call, secretary, project):
    client, base = sign_in(secretary), f"/projects/{project.id}"
    page = client.post(f"{base}/notes", {"text": "Xylophone"})
    assert page.url == f"{base}/screening"
    note = session.scalars(select(PrivateNote)).one()
    colleague = sign_in(make_staff(session, call, Role.PROGRAMME_MANAGER))
    assert "Xylophone" in colleague.get(f"{base}/screening").text
    assert colleague.post(f"{base}/notes/{note.id}", {"text": "Autre"}).status == 403
    assert client.post(f"{base}/notes/{note.id}", {"text": " "}).status == 422
    assert "Vibraphone (modifiée)" not in client.post(f"{base}/notes/{note.id}", {"text": "Vibraphone"}).text
    client.post(f"{base}/notes/{note.id}/delete")
    assert session.scalars(select(PrivateNote)).all() == []
    journal = str([(e.before, e.after, e.note) for e in session.scalars(select(JournalEntry))])
    assert "Xylophone" not in journal and "Vibraphone" not in journal


@pytest.mark.parametrize("who", ["team", "conflicted", "reader"])
def test_nobody_else_meets_a_note(session, sign_in, call, secretary, project, who):
    sign_in(secretary).post(f"/projects/{project.id}/notes", {"text": "Xylophone"})
    note = session.scalars(select(PrivateNote)).one()
    person = owner_of(session, project) if who == "team" else make_staff(session, call)
    if who == "conflicted":
        declare_conflict(session, person, project)
    if who == "reader":
        person = make_staff(session, call, Role.COMMITTEE_MEMBER)
    session.commit()
    client = sign_in(person)
    for path in ("", "/screening", "/journal", f"/notes/{note.id}"):
        assert "Xylophone" not in client.get(f"/projects/{project.id}{path}").text
    assert client.get(f"/projects/{project.id}/notes/{note.id}").status == 404
    assert client.post(f"/projects/{project.id}/notes", {"text": "Moi"}).status in (403, 404)


def test_a_team_asks_staff_plan_and_call(session, sign_in, call, secretary, project, sent):
    team, base = sign_in(owner_of(session, project)), f"/projects/{project.id}"
    assert team.post(f"{base}/ask-call-back", {"subject": " "}).status == 422
    page = team.post(f"{base}/ask-call-back", {"subject": "Mon budget, le matin", "phone": "01 02"})
    assert "Votre demande est transmise" in page.text
    assert team.post(f"{base}/ask-call-back", {"subject": "Encore"}).status == 409
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("call_back_asked", secretary.email)

    client = sign_in(secretary)
    assert "1 équipe à rappeler" in client.get("/to-do").text
    listed = client.get(f"/calls/{call.code}/screening?state=all&flag=call_back")
    assert "À rappeler" in listed.soup.select_one("tbody").get_text()
    row = session.scalars(select(CallBack)).one()
    one = f"{base}/call-backs/{row.id}"
    assert client.post(one, {"planned_at": "2020-01-01T10:00"}).status == 422
    client.post(one, {"planned_at": SOON, "subject": "Le budget"})
    mail = sent(session)[-1]
    assert mail.recipient == owner_of(session, project).email
    assert plain(mail.subject).startswith("Nous vous rappelons le ")
    assert "14 h 30" in plain(mail.subject)
    assert "Nous vous rappelons le" in team.get(f"{base}/ask-call-back").text

    assert client.post(f"{one}/done", {"note": ""}).status == 422
    assert "a été rappelée" in client.post(f"{one}/done", {"note": "Tout va bien, xylophone."}).text
    assert "xylophone" not in team.get(f"{base}/ask-call-back").text
    assert "à rappeler" not in client.get("/to-do").text


def test_a_call_nobody_asked_for_is_planned(session, sign_in, secretary, project, sent):
    sign_in(secretary).post(f"/projects/{project.id}/call-backs", {"planned_at": SOON, "subject": "Le périmètre"})
    assert [mail.name for mail in sent(session)] == ["call_back_planned"]
    assert session.scalars(select(CallBack.by_team)).one() is False


def test_a_draft_asks_for_no_call(session, sign_in, call):
    draft = make_project(session, call, state=State.DRAFT)
    session.commit()
    assert sign_in(owner_of(session, draft)).get(f"/projects/{draft.id}/ask-call-back").status == 403


def asked_for(session, project, **more):
    row = CallBack(project=project, asked_by_id=project.owner_id, by_team=True, subject="Mon budget", **more)
    session.add(row)
    session.commit()
    return f"/projects/{project.id}/call-backs/{row.id}/cancel"


def test_whoever_asked_cancels_the_call_and_may_ask_again(session, sign_in, call, secretary, project, sent):
    team, cancel = sign_in(owner_of(session, project)), asked_for(session, project)
    page = team.post(cancel, {})
    assert "personne ne vous rappellera" in page.text
    assert page.soup.select_one("textarea[name=subject]")  # one may ask again
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("call_back_withdrawn", secretary.email)
    assert "à rappeler" not in sign_in(secretary).get("/to-do").text
    assert "Rappel annulé" in team.get(f"/projects/{project.id}/journal").text
    assert team.post(cancel, {}).status == 409


def test_those_who_run_the_call_cancel_it_with_a_word(session, sign_in, call, secretary, project, sent):
    client, cancel = sign_in(secretary), asked_for(session, project, planned_at=clock.now() + timedelta(days=2))
    wrong = client.post(cancel, {"reason": "x" * 501})
    assert (wrong.status, "x" * 501 in wrong.text) == (422, True)
    page = client.post(cancel, {"reason": "Le xylophone suffit"})
    assert "Annulé le" in page.text
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("call_back_cancelled", owner_of(session, project).email)
    assert "Le xylophone suffit" in mail.body
    listed = client.get(f"/calls/{call.code}/screening?state=all&flag=call_back")
    assert "Aucun dossier ne correspond" in listed.text


@pytest.mark.parametrize("who", ["member", "conflicted", "juror"])
def test_nobody_else_cancels_a_call(session, sign_in, call, project, who):
    cancel = asked_for(session, project)
    if who == "member":
        person = make_person(session, call.organisations[0])
        session.add(TeamMember(project_id=project.id, person_id=person.id))
    else:
        person = make_staff(session, call, Role.JUROR if who == "juror" else Role.SECRETARY)
    if who == "conflicted":
        declare_conflict(session, person, project)
    session.commit()
    assert sign_in(person).post(cancel, {}).status in (403, 404)
    assert session.scalars(select(CallBack.done_at)).one() is None


def test_a_call_made_or_moved_by_nothing_tells_nobody_again(session, sign_in, call, secretary, project, sent):
    client, base = sign_in(secretary), f"/projects/{project.id}"
    client.post(f"{base}/call-backs", {"planned_at": SOON, "subject": "Le périmètre"})
    row = session.scalars(select(CallBack)).one()
    one = f"{base}/call-backs/{row.id}"

    client.post(one, {"planned_at": SOON, "subject": "Le périmètre, et le budget"})  # same time
    assert [mail.name for mail in sent(session)] == ["call_back_planned"]
    conflicted = make_staff(session, call)
    declare_conflict(session, conflicted, project)
    session.commit()
    assert sign_in(conflicted).post(f"{one}/done", {"note": "Moi"}).status == 404
    client.post(f"{one}/done", {"note": "Fait."})

    assert client.post(f"{one}/done", {"note": "Encore."}).status == 409
    assert client.post(one, {"planned_at": SOON, "subject": "Encore"}).status == 409
    session.expire_all()
    assert session.scalars(select(CallBack.note)).one() == "Fait."
    assert len(sent(session)) == 1
