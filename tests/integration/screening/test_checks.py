"""Checks of a call: their list, what each person answers, the reason they give; several opinions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import NotAllowed, NotReady
from incubator.domain.checklists import checklist_of, default_checklist
from incubator.domain.kinds import Role
from incubator.domain.models import ChecklistAnswer, ChecklistItem, JournalEntry, ScreeningOpinion
from incubator.domain.screening_kinds import CheckAnswer, Verdict
from incubator.domain.states import State
from incubator.screening import checks, operations, opinions
from tests.factories import actor_of, make_call, make_project, make_staff


@pytest.fixture
def manager(session, call):
    return make_staff(session, call, Role.PROGRAMME_MANAGER)


@pytest.fixture
def items(session, call):
    session.add_all(default_checklist(call))
    session.commit()
    return checklist_of(session, call)


@pytest.fixture
def project(session, call):
    project = make_project(session, call)
    session.commit()
    return project


def url(project):
    return f"/projects/{project.id}/screening"


def test_answers_are_kept_for_each_person_and_a_refusal_takes_its_reason_from_them(
    session, sign_in, call, secretary, items, project, sent
):
    client = sign_in(secretary)
    first, second = items[:2]
    answers = {f"check_{first.id.hex}": "yes", f"check_{second.id.hex}": "no", "version": project.version}
    page = client.post(url(project), {**answers, "act": "checks"})
    assert page.soup.select_one(f'[name="check_{second.id.hex}"][value="no"]').has_attr("checked")
    assert {row.person_id for row in session.scalars(select(ChecklistAnswer))} == {secretary.id}

    client.post(url(project), {**answers, "outcome": "reject", "reason": ""})

    (mail,) = sent(session)
    assert second.label in mail.body and first.label not in mail.body
    export = client.get(f"/calls/{call.code}/screening/export?state=all").raw.decode("utf-8-sig")
    assert "Oui : 1, Non : 1" in export


def test_without_a_failed_check_a_refusal_wants_words(sign_in, secretary, items, project):
    answers = {f"check_{items[0].id.hex}": "yes", "version": project.version}
    page = sign_in(secretary).post(url(project), {**answers, "outcome": "reject", "reason": " "})
    assert page.status == 422
    assert page.soup.select_one(f'[name="check_{items[0].id.hex}"][value="yes"]').has_attr("checked")


def test_the_manager_edits_the_list_and_a_secretary_does_not(session, sign_in, call, secretary, manager):
    base = f"/calls/{call.code}/screening/checklist"
    client = sign_in(manager)
    assert sign_in(secretary).get(base).status == 403
    client.post(f"{base}/propose")
    assert client.post(f"{base}/new", {"label": " "}).status == 422
    client.post(f"{base}/new", {"label": "Numérique", "label_en": "Digital"})
    last = checklist_of(session, call)[-1]
    assert (last.label, last.position) == ("Numérique", 7)
    client.post(f"{base}/{last.id}/move", {"to": "up"})
    client.post(f"{base}/{checklist_of(session, call)[0].id}/delete")
    session.expire_all()
    assert [item.label for item in checklist_of(session, call)][-2:] == ["Numérique", "Pas déjà pris en charge"]
    assert len(session.scalars(select(ChecklistItem)).all()) == 6


def screen(session, person, project, outcome, reason="", settle=False):
    return operations.screen_project(
        session,
        actor=actor_of(session, person),
        project=project,
        outcome=outcome,
        reason=reason,
        version=project.version,
        settle=settle,
    )


def test_as_many_as_wanted_must_agree(session, call, secretary, manager, sent):
    call.screening_persons = 2
    project = make_project(session, call)
    assert screen(session, secretary, project, "reject", "Hors champ.") is None
    assert (project.state, sent(session)) == (State.SUBMITTED, [])

    act = screen(session, manager, project, "reject", "Déjà pris en charge.")

    assert act is not None
    assert project.state is State.NOT_ADMISSIBLE
    (mail,) = sent(session)
    assert "Hors champ." in mail.body and "Déjà pris en charge." in mail.body


def test_a_disagreement_is_settled_by_the_manager_with_a_reason(session, call, secretary, manager):
    call.screening_persons = 2
    project = make_project(session, call)
    screen(session, secretary, project, "reject", "Hors champ.")
    assert screen(session, manager, project, "admit") is None
    assert opinions.opinions_on(session, project).divided
    with pytest.raises(NotReady):
        screen(session, manager, project, "admit", settle=True)
    with pytest.raises(NotAllowed):
        screen(session, secretary, project, "reject", "Moi.", settle=True)
    assert screen(session, manager, project, "admit", "Le thème le couvre.", settle=True) is not None
    assert project.state is State.ADMISSIBLE


def test_the_opinions_of_others_are_read_after_giving_one(session, sign_in, call, secretary, manager, project):
    call.screening_persons = 2
    screen(session, secretary, project, "reject", "Xylophone hors champ.")
    session.commit()
    client = sign_in(manager)
    page = client.get(url(project))
    assert "1 avis donné, sur 2" in page.text
    assert "Xylophone" not in page.text
    notes = [entry.note for entry in session.scalars(select(JournalEntry))]
    assert not any("Xylophone" in note for note in notes)

    kept = client.post(url(project), {"outcome": "admit", "version": page.field("version")})

    page = client.get(url(project))
    assert "Les avis sont partagés : le responsable tranchera" in kept.text
    assert "Xylophone hors champ." in page.text and "Avis partagés" in page.text
    assert page.soup.select_one('[name="settle"]')
    settled = {"outcome": "admit", "settle": "yes", "version": page.field("version")}
    assert client.post(url(project), settled).soup.select_one('#error-summary a[href="#reason"]')
    listed = client.get(f"/calls/{call.code}/screening?state=all&flag=divided")
    assert len(listed.soup.select("tbody tr")) == 1
    assert {row.verdict for row in session.scalars(select(ScreeningOpinion))} == set(Verdict)


def test_what_was_thought_before_the_dossier_came_back_counts_no_more(session, sign_in, call, secretary, manager):
    call.screening_persons = 2
    project = make_project(session, call)
    third = make_staff(session, call)
    screen(session, secretary, project, "reject", "Hors champ.")
    clock.freeze(clock.now() + timedelta(hours=1))
    project.state_changed_at = clock.now()  # more was asked, and given
    session.flush()

    assert screen(session, manager, project, "admit") is None
    session.commit()

    given = opinions.opinions_on(session, project)
    assert ([one.person_id for one in given.given], given.divided) == ([manager.id], False)
    listed = sign_in(secretary).get(f"/calls/{call.code}/screening?state=all&flag=divided")
    assert listed.soup.select("tbody tr") == []
    assert screen(session, third, project, "admit") is not None


def test_where_several_opinions_are_wanted_nothing_is_decided_together(session, sign_in, call, secretary, sent):
    call.screening_persons = 2
    project = make_project(session, call)
    session.commit()

    page = sign_in(secretary).post(f"/calls/{call.code}/screening/admit", {"selected": [str(project.id)]})

    assert "plusieurs avis sont attendus" in page.text
    actor, versions = actor_of(session, secretary), {project.id: project.version}
    together = {"projects": [project], "versions": versions, "outcome": "admit"}
    assert operations.decide_together(session, actor=actor, **together).done == []
    assert (project.state, sent(session)) == (State.SUBMITTED, [])


def test_each_person_answers_for_themselves(session, call, secretary, manager, items, project):
    for person, answer in ((secretary, CheckAnswer.YES), (manager, CheckAnswer.NO), (manager, CheckAnswer.YES)):
        actor, answers = actor_of(session, person), {items[0].id: answer}
        assert checks.save_checks(session, actor=actor, project=project, answers=answers)

    said = checks.answers_on(session, project)
    assert said == {one.id: {items[0].id: CheckAnswer.YES} for one in (secretary, manager)}


def test_a_list_has_a_limit_is_proposed_once_and_is_of_one_call(session, sign_in, call, manager, items, monkeypatch):
    base, client = f"/calls/{call.code}/screening/checklist", sign_in(manager)
    other = make_call(session, call.organisations[0])
    elsewhere = make_staff(session, other, Role.PROGRAMME_MANAGER)
    session.commit()
    monkeypatch.setattr(checks, "ITEMS_LIMIT", len(items))

    client.post(f"{base}/propose")
    assert "points au plus" in client.post(f"{base}/new", {"label": "De trop"}).text
    stranger = sign_in(elsewhere)
    for act, typed in ((f"/{items[0].id}", {"label": "Forcé"}), (f"/{items[0].id}/delete", {})):
        assert stranger.post(f"/calls/{other.code}/screening/checklist{act}", typed).status == 404

    session.expire_all()
    assert [item.id for item in checklist_of(session, call)] == [item.id for item in items]
