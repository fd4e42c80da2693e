"""The tab « Décisions » of a project."""

from incubator.core import clock
from incubator.domain.kinds import Outcome, Role, Round
from incubator.domain.models import Decision, Person
from incubator.domain.states import State
from tests.factories import declare_conflict, grant, make_person, make_staff
from tests.integration.selection.builders import make_dossier, make_member, open_committee, prepare


def published(session, project, staff, round_, outcome, **values):
    decision = Decision(
        project_id=project.id,
        round=round_,
        outcome=outcome,
        prepared_by_id=staff.id,
        published_at=clock.now(),
        **values,
    )
    session.add(decision)
    session.flush()
    return decision


def test_both_rounds_are_shown_to_the_team_in_order(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call, State.SELECTED)
    published(
        session, project, staff, Round.JURY, Outcome.SELECTED, reason="Le jury est convaincu.", feedback="Continuez."
    )
    published(session, project, staff, Round.COMMITTEE, Outcome.SHORTLISTED, reason="Le comité est curieux.")
    owner = session.get_one(Person, project.owner_id)
    session.commit()
    page = sign_in(owner).get(f"/projects/{project.id}/decision")
    headings = [heading.get_text() for heading in page.soup.select("section.part h2")]
    assert headings == ["Comité de sélection", "Jury"]
    for words in ("Le comité est curieux.", "Le jury est convaincu.", "Continuez.", "Projet retenu"):
        assert words in page.text


def test_a_prepared_decision_is_shown_to_those_who_run_the_call_alone(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    chair = grant(session, make_person(session), Role.CHAIR, call)
    project = make_dossier(session, call, State.PITCHED)
    published(session, project, staff, Round.COMMITTEE, Outcome.SHORTLISTED, reason="Annoncé.")
    session.add(
        Decision(
            project_id=project.id, round=Round.JURY, outcome=Outcome.SELECTED, reason="Caché.", prepared_by_id=staff.id
        )
    )
    owner = session.get_one(Person, project.owner_id)
    session.commit()
    url = f"/projects/{project.id}/decision"
    assert "Caché." in sign_in(staff).get(url).text
    for person in (chair, owner):
        text = sign_in(person).get(url).text
        assert "Annoncé." in text
        assert "Caché." not in text


def test_before_any_decision_the_tab_says_when_they_come(session, sign_in):
    call = open_committee(session)
    project = make_dossier(session, call)
    owner = session.get_one(Person, project.owner_id)
    session.commit()
    assert "Pas encore de décision" in sign_in(owner).get(f"/projects/{project.id}/decision").text
    project.state = State.NOT_ADMISSIBLE
    session.commit()
    stopped = sign_in(owner).get(f"/projects/{project.id}/decision").text
    assert "Le comité n’a rien à décider" in stopped and "Pas encore" not in stopped


def test_the_tab_leads_those_who_run_the_call_to_the_decision(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    prepare(session, project, Outcome.SHORTLISTED, staff)
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/decision")
    assert page.soup.select_one(f'a[href="/projects/{project.id}/committee-decision"]')
    assert "Décision préparée" in page.text


def test_a_secretary_of_the_team_reads_what_the_team_reads(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call, owner=staff)
    prepare(session, project, Outcome.SHORTLISTED, make_staff(session, call), reason="Caché.")
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/decision")
    assert page.status == 200
    assert "Caché." not in page.text


def test_the_tab_is_closed_to_readers_and_strangers(session, sign_in):
    call = open_committee(session)
    member, stranger, away = make_member(session, call), make_person(session), make_staff(session, call)
    project = make_dossier(session, call)
    declare_conflict(session, away, project)
    session.commit()
    url = f"/projects/{project.id}/decision"
    assert [sign_in(person).get(url).status for person in (member, stranger, away)] == [404, 404, 404]
