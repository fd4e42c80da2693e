"""Taking back what has just been done: states, tags, and mails that had not left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.domain.models import InformationRequest, JournalEntry, Project, ProjectTag, ScreeningAct
from incubator.domain.states import State
from incubator.screening import operations, undo
from incubator.screening.opinions import opinions_on
from tests.factories import actor_of, declare_conflict, make_project, make_staff


@pytest.fixture
def moment():
    clock.freeze(clock.now())
    return clock.now()


def decide(session, secretary, projects, outcome="admit", **more):
    versions = {project.id: project.version for project in projects}
    actor = actor_of(session, secretary)
    return operations.decide_together(
        session, actor=actor, projects=projects, versions=versions, outcome=outcome, **more
    ).act


def take_back(session, person, act):
    return undo.undo(session, actor=actor_of(session, person), act=act)


@pytest.mark.parametrize(
    ("outcome", "reason"), [("admit", ""), ("reject", "Hors champ."), ("ask_information", "Qui ?")]
)
def test_undo_puts_dossiers_back_and_no_mail_leaves(session, call, secretary, sent, moment, outcome, reason):
    projects = [make_project(session, call) for _ in range(2)]
    since = projects[0].state_changed_at = moment - timedelta(days=2)
    session.flush()
    act = decide(session, secretary, projects, outcome, reason=reason)
    assert {mail.available_at for mail in sent(session)} == {moment + timedelta(minutes=undo.MINUTES)}
    assert outbox.claim(session, limit=9) == []  # nothing leaves yet

    undone = take_back(session, secretary, act)

    assert (undone.done, undone.left) == (projects, [])
    assert {project.state for project in projects} == {State.SUBMITTED}
    assert projects[0].state_changed_at == since
    assert sent(session) == []
    assert session.scalars(select(InformationRequest)).all() == []
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)).all()
    assert events == [outcome, outcome, "take_back", "take_back"]


def test_undo_leaves_what_went_on_meanwhile(session, call, secretary, sent, moment):
    kept, changed, gone = (make_project(session, call) for _ in range(3))
    act = decide(session, secretary, [kept, changed, gone])
    changed.title = "Autre titre"
    session.flush()
    mail = next(one for one in sent(session) if one.about == gone.id)
    mail.status = outbox.MailStatus.SENT
    session.flush()

    undone = take_back(session, secretary, act)

    assert (undone.done, undone.left) == ([kept], [changed, gone])
    assert [changed.state, gone.state] == [State.ADMISSIBLE, State.ADMISSIBLE]
    with pytest.raises(WrongState):
        take_back(session, secretary, act)  # once only


def test_undo_is_refused_once_the_mails_may_have_left(session, call, secretary, moment):
    act = decide(session, secretary, [make_project(session, call)])
    clock.freeze(moment + timedelta(minutes=undo.MINUTES))
    with pytest.raises(WrongState):
        take_back(session, secretary, act)


def test_undo_reaches_no_dossier_the_person_now_stays_away_from(session, call, secretary, moment):
    project = make_project(session, call)
    act = decide(session, secretary, [project])
    declare_conflict(session, secretary, project)
    assert take_back(session, secretary, act).done == []
    assert project.state is State.ADMISSIBLE


def test_the_message_after_a_decision_takes_it_back(session, sign_in, call, secretary, sent):
    project = make_project(session, call)
    session.commit()
    client = sign_in(secretary)
    page = client.post(f"/projects/{project.id}/screening", {"outcome": "admit", "version": project.version})
    button = page.soup.select_one('.notices form[action$="/undo"]')
    assert button["action"].startswith(f"/calls/{call.code}/screening/acts/")

    page = client.post(button["action"])

    assert "1 dossier est comme avant, et aucun courriel n’est parti" in page.text
    session.expire_all()
    assert session.get_one(Project, project.id).state is State.SUBMITTED
    assert sent(session) == []
    assert "déjà annulé" in client.post(button["action"]).text


def test_an_act_belongs_to_who_did_it(session, sign_in, call, secretary):
    act = decide(session, secretary, [make_project(session, call)])
    session.commit()
    url = f"/calls/{call.code}/screening/acts/{act.id}/undo"
    assert sign_in(make_staff(session, call)).post(url).status == 404
    assert session.scalars(select(ScreeningAct.undone_at)).one() is None


def test_tags_are_put_on_several_taken_away_and_taken_back(session, sign_in, call, secretary):
    projects = [make_project(session, call) for _ in range(3)]
    session.commit()
    client = sign_in(secretary)
    url = f"/calls/{call.code}/screening/tag"
    page = client.post(url, {"selected": [str(project.id) for project in projects[:2]]})
    assert page.h1 == "Étiqueter"
    chosen = {"selected": [box["value"] for box in page.soup.select("[name=selected]")]}
    page = client.post(url, {**chosen, "name": " ", "confirm": "tag"})
    assert page.status == 422

    page = client.post(url, {**chosen, "name": "Santé", "confirm": "tag"})

    assert "« Santé » est posée sur 2 dossiers" in page.text
    assert len(page.soup.select("tbody .tag-neutral")) == 2
    again = client.post(url, {**chosen, "name": "SANTE", "confirm": "tag"})
    assert "Rien n’a changé" in again.text
    client.post(page.soup.select_one('form[action$="/undo"]')["action"])
    assert session.scalars(select(ProjectTag)).all() == []


def test_undo_takes_back_ones_own_opinion_alone(session, call, secretary, moment):
    call.screening_persons = 2
    project, second = make_project(session, call), make_staff(session, call)

    def say(person):
        actor, version = actor_of(session, person), project.version
        return operations.screen_project(
            session, actor=actor, project=project, outcome="admit", reason="", version=version
        )

    assert say(secretary) is None
    take_back(session, second, say(second))

    assert project.state is State.SUBMITTED
    assert [one.person_id for one in opinions_on(session, project).given] == [secretary.id]
