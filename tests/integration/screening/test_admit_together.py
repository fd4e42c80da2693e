"""Several dossiers declared admissible at once: seen first, then confirmed, each with its e-mail."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Project
from incubator.domain.states import State
from incubator.screening import queries
from tests.factories import actor_of, declare_conflict, make_call, make_organisation, make_project, make_staff


def url(call):
    return f"/calls/{call.code}/screening/admit"


def confirmed(page):
    return {"selected": [one["value"] for one in page.soup.select("[name=selected]")], "confirm": "yes"}


def states(session):
    session.expire_all()
    return {project.number: project.state for project in session.scalars(select(Project))}


def test_chosen_dossiers_are_shown_then_admitted_with_their_mails(session, sign_in, call, secretary, sent):
    first, second, third = (make_project(session, call) for _ in range(3))
    session.commit()
    client = sign_in(secretary)
    listed = client.get(f"/calls/{call.code}/screening?state=submitted")
    boxes = [box["value"] for box in listed.soup.select("[name=selected]")]
    assert set(boxes) == {str(project.id) for project in (first, second, third)}

    page = client.post(url(call), {"selected": [str(first.id), str(third.id)]})
    assert (page.status, page.h1) == (200, "Déclarer recevables")
    assert first.title in page.text
    assert second.title not in page.text
    assert set(states(session).values()) == {State.SUBMITTED}

    done = client.post(url(call), confirmed(page))
    assert "2 dossiers sont recevables : leurs équipes en seront prévenues dans 5 minutes." in done.text
    assert states(session) == {1: State.ADMISSIBLE, 2: State.SUBMITTED, 3: State.ADMISSIBLE}
    assert [mail.name for mail in sent(session)] == ["admissible", "admissible"]
    entries = session.scalars(select(JournalEntry).where(JournalEntry.event == "admit")).all()
    assert {(entry.project_id, entry.actor_id) for entry in entries} == {
        (first.id, secretary.id),
        (third.id, secretary.id),
    }


def test_what_changed_since_it_was_seen_is_left_and_named(session, sign_in, call, secretary, sent):
    changed, moved, kept = (make_project(session, call) for _ in range(3))
    session.commit()
    client = sign_in(secretary)
    page = client.post(url(call), {"selected": [str(project.id) for project in (changed, moved, kept)]})
    changed.title = "Autre titre"
    moved.state = State.NOT_ADMISSIBLE
    session.commit()

    done = client.post(url(call), confirmed(page))

    assert "1 dossier est recevable" in done.text
    assert "Changés entre-temps, ces dossiers sont restés tels quels : 001, 002." in done.text
    assert states(session) == {1: State.SUBMITTED, 2: State.NOT_ADMISSIBLE, 3: State.ADMISSIBLE}
    again = client.post(url(call), confirmed(page))  # pressed twice
    assert "restés tels quels : 001, 002, 003" in again.text
    assert len(sent(session)) == 1


def test_nothing_chosen_nothing_done(session, sign_in, call, secretary):
    make_project(session, call)
    session.commit()
    for selected in ([], ["not a key"], [str(uuid.uuid4())]):
        page = sign_in(secretary).post(url(call), {"selected": selected, "confirm": "yes"})
        assert "Cochez d’abord les dossiers concernés" in page.text
    assert set(states(session).values()) == {State.SUBMITTED}


def test_forged_choices_reach_no_other_dossier(session, sign_in, call, secretary):
    elsewhere = make_project(session, make_call(session, make_organisation(session)), number=7)
    own = make_project(session, call, owner=secretary)
    away = make_project(session, call)
    declare_conflict(session, secretary, away)
    session.commit()
    forged = [f"{project.id}.{project.version}" for project in (elsewhere, own, away)]
    page = sign_in(secretary).post(url(call), {"selected": forged, "confirm": "yes"})
    assert "Cochez d’abord les dossiers concernés" in page.text
    assert set(states(session).values()) == {State.SUBMITTED}


def test_choosing_is_for_those_who_run_the_call(session, sign_in, call, visitor):
    project = make_project(session, call)
    session.commit()
    data = {"selected": [f"{project.id}.1"], "confirm": "yes"}
    assert sign_in(make_staff(session, call, Role.JUROR)).post(url(call), data).status == 403
    assert visitor.post(url(call), data).url == "/sign-in"
    assert states(session)[project.number] is State.SUBMITTED


def test_only_what_awaits_examination_may_be_admitted_and_why_is_said(session, sign_in, call, secretary):
    waiting, decided = make_project(session, call), make_project(session, call, state=State.ADMISSIBLE)
    late = make_project(session, call, submitted_at=call.closes_at + timedelta(minutes=3))
    session.commit()
    client = sign_in(secretary)
    page = client.post(url(call), {"selected": [str(project.id) for project in (waiting, decided, late)]})

    assert "2 dossiers restent tels quels" in page.text
    assert "il est « Recevable »" in page.text
    assert "il est arrivé après la clôture" in page.text
    assert confirmed(page)["selected"] == [f"{waiting.id}.{waiting.version}"]


def test_what_is_chosen_is_of_the_call_alone(session, call):
    """Even for somebody who runs both calls."""
    person, other = make_staff(session, call.organisations[0]), make_call(session, call.organisations[0])
    here, elsewhere = make_project(session, call), make_project(session, other)
    session.commit()

    assert queries.chosen(session, actor_of(session, person), call, [here.id, elsewhere.id]) == [here]
