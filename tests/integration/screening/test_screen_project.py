"""Examining one dossier: the decision, its reason, who is told, what comes next."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.domain.checklists import default_checklist
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Project
from incubator.domain.states import State
from incubator.screening import operations
from tests.factories import actor_of, declare_conflict, make_person, make_project, make_staff


@pytest.fixture
def owner(session, call):
    return make_person(session, call.organisations[0])


@pytest.fixture
def project(session, call, owner):
    return make_project(session, call, owner=owner, title="Guichet mobile")


def url(project):
    return f"/projects/{project.id}/screening"


def state_of(session, project):
    session.expire(project)
    return session.get_one(Project, project.id).state


def screen(session, person, project, outcome="admit", reason="", version=None):
    return operations.screen_project(
        session,
        actor=actor_of(session, person),
        project=project,
        outcome=outcome,
        reason=reason,
        version=project.version if version is None else version,
    )


@pytest.mark.parametrize(
    ("outcome", "reason", "state", "mail"),
    [
        ("admit", "", State.ADMISSIBLE, "admissible"),
        ("reject", "Hors du champ de l’appel.", State.NOT_ADMISSIBLE, "not_admissible"),
        ("ask_information", "Combien d’usagers ?", State.INFO_REQUESTED, "information_requested"),
    ],
)
def test_screen_project_changes_the_state_records_and_tells(
    session, secretary, project, owner, sent, outcome, reason, state, mail
):
    screen(session, secretary, project, outcome, reason)
    assert project.state is state
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.note, entry.actor_id) == (outcome, reason, secretary.id)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": state.value})
    assert [(email.name, email.recipient) for email in sent(session)] == [(mail, owner.email)]


@pytest.mark.parametrize("outcome", ["reject", "ask_information"])
def test_screen_project_wants_a_reason(session, secretary, project, sent, outcome):
    with pytest.raises(NotReady):
        screen(session, secretary, project, outcome, "  ")
    assert project.state is State.SUBMITTED
    assert sent(session) == []


def test_screen_project_refuses_others(session, call, project):
    for role in (Role.COMMITTEE_MEMBER, Role.JUROR, Role.CHAIR, Role.COACH):
        with pytest.raises(NotAllowed):
            screen(session, make_staff(session, call, role), project)


def test_screen_project_refuses_the_team_and_the_conflicted(session, call, project, secretary):
    declare_conflict(session, secretary, project)
    candidate = make_staff(session, call)
    own = make_project(session, call, owner=candidate)
    with pytest.raises(NotAllowed):
        screen(session, secretary, project)
    with pytest.raises(NotAllowed):
        screen(session, candidate, own)


def test_screen_project_refuses_what_is_decided_or_has_changed(session, call, secretary, project):
    with pytest.raises(WrongState):
        screen(session, secretary, make_project(session, call, state=State.ADMISSIBLE))
    with pytest.raises(StaleVersion):
        screen(session, secretary, project, version=project.version - 1)


def test_screen_page_shows_the_dossier_the_checklist_and_who_reads_the_reason(session, sign_in, call, secretary):
    ada = make_person(session, call.organisations[0], name="Ada Lovelace", job="Bibliothécaire")
    answers = {"problem": "Chaque année, <b>300</b> familles attendent.", "phone": "01 02 03 04 05"}
    project = make_project(session, call, owner=ada, title="Guichet mobile", answers=answers)
    session.add_all(default_checklist(call))
    session.commit()
    page = sign_in(secretary).get(url(project))
    assert page.status == 200
    assert page.h1 == "Guichet mobile"
    for words in ("Chaque année, <b>300</b> familles attendent.", "01 02 03 04 05", "Ada Lovelace, Bibliothécaire"):
        assert words in page.text
    assert "Aucun projet en cours ne couvre déjà ce besoin." in page.text
    assert "Lu par : l’équipe du projet" in page.text
    assert "Dossiers examinés 0 sur 1" in page.text


def test_screen_page_is_not_found_for_own_conflicted_draft_or_foreign_dossiers(session, sign_in, call, secretary):
    own = make_project(session, call, owner=secretary)
    near = make_project(session, call)
    declare_conflict(session, secretary, near)
    draft = make_project(session, call, state=State.DRAFT)
    others = make_project(session, call)
    client = sign_in(secretary)
    for project in (own, near, draft):
        assert client.get(url(project)).status == 404
        assert client.post(url(project), {"outcome": "admit"}).status == 404
        assert client.get(url(project) + "/reconsider").status == 404
    juror = sign_in(make_staff(session, call, Role.JUROR))
    assert juror.get(url(others)).status == 404
    assert juror.post(url(others), {"outcome": "admit"}).status == 404
    assert state_of(session, others) is State.SUBMITTED


def test_screen_page_decides_and_goes_to_the_next(session, sign_in, call, secretary, project, sent):
    following = make_project(session, call, title="Le suivant")
    client = sign_in(secretary)
    page = client.get(url(project))
    page = client.post(url(project), {"outcome": "admit", "reason": "Bravo.", "version": page.field("version")})
    assert (page.url, page.h1) == (url(following), "Le suivant")
    assert "Le dossier 001 est recevable" in page.text
    assert "Dossiers examinés 1 sur 2" in page.text
    assert state_of(session, project) is State.ADMISSIBLE
    assert "Bravo." in sent(session)[0].body


def test_screen_page_goes_back_to_the_list_after_the_last(sign_in, secretary, project, call):
    client = sign_in(secretary)
    version = client.get(url(project)).field("version")
    page = client.post(url(project), {"outcome": "admit", "version": version})
    assert page.url == f"/calls/{call.code}/screening"
    assert "Plus aucun dossier n’attend votre examen" in page.text


@pytest.mark.parametrize("outcome", ["reject", "ask_information"])
def test_screen_page_keeps_what_was_typed_when_the_reason_is_missing(session, sign_in, secretary, project, outcome):
    client = sign_in(secretary)
    page = client.post(url(project), {"outcome": outcome, "reason": " ", "version": project.version})
    assert page.status == 422
    assert "l’équipe le lira" in page.soup.select_one(".field-error").get_text()
    assert page.soup.select_one(f'[value="{outcome}"]').has_attr("checked")
    assert state_of(session, project) is State.SUBMITTED


@pytest.mark.parametrize(
    "data",
    [{}, {"outcome": "withdraw"}, {"outcome": "admit", "version": "x"}, {"outcome": "admit", "reason": "a" * 2001}],
)
def test_screen_page_refuses_bad_input(session, sign_in, secretary, project, data):
    page = sign_in(secretary).post(url(project), data)
    assert page.status == 422
    assert page.soup.select_one("#error-summary")
    assert state_of(session, project) is State.SUBMITTED


def test_screen_page_counts_characters_as_typed(session, sign_in, secretary, project):
    data = {"outcome": "reject", "reason": "é\r\n" * 1000, "version": project.version}
    assert sign_in(secretary).post(url(project), data).status == 200
    assert state_of(session, project) is State.NOT_ADMISSIBLE


def test_screen_page_keeps_the_text_when_somebody_was_faster(session, sign_in, call, secretary, project):
    version = project.version
    screen(session, make_staff(session, call), project, "admit")
    session.flush()
    client = sign_in(secretary)
    page = client.post(url(project), {"outcome": "reject", "reason": "Mon long motif", "version": version})
    assert page.status == 409
    assert "Ce dossier a changé pendant que vous le lisiez" in page.text
    assert page.field("reason") == "Mon long motif"
    assert state_of(session, project) is State.ADMISSIBLE
    again = client.post(url(project), {"outcome": "reject", "reason": "Encore", "version": page.field("version")})
    assert again.status == 409
    assert "Ce dossier est maintenant « Recevable »" in again.text


def test_screen_page_follows_the_order_and_the_filters_of_the_list(session, sign_in, call, secretary):
    first = make_project(session, call, title="Zèbre", theme="Mobilités")
    make_project(session, call, title="Milieu", theme="Solidarités")
    last = make_project(session, call, title="Abri", theme="Mobilités")
    client = sign_in(secretary)
    client.get(f"/calls/{call.code}/screening?state=all&theme=Mobilités&sort=title")
    page = client.post(url(last), {"outcome": "admit", "version": last.version})
    assert page.url == url(first)
    assert "Dossiers examinés dans votre sélection 1 sur 2" in page.text
    assert client.post(url(first), {"outcome": "admit", "version": first.version}).url.endswith("/screening")


def test_screen_page_starts_again_from_the_top_after_the_end_of_the_list(session, sign_in, call, secretary):
    first, last = make_project(session, call), make_project(session, call)
    page = sign_in(secretary).post(url(last), {"outcome": "admit", "version": last.version})
    assert page.url == url(first)


def test_screen_page_has_no_form_for_what_is_decided(session, sign_in, call, secretary):
    client = sign_in(secretary)
    decided = client.get(url(make_project(session, call, state=State.NOT_ADMISSIBLE)))
    assert decided.soup.select_one('[name="outcome"]') is None
    assert "Revoir la recevabilité" in decided.text
    read = client.get(url(make_project(session, call, state=State.UNDER_REVIEW)))
    assert "sa recevabilité n’est pas à examiner" in read.text


def test_screen_page_costs_the_same_number_of_queries_at_3_and_30(session, sign_in, call, secretary, count_queries):
    costs = []
    for count in (3, 27):
        projects = [make_project(session, call) for _ in range(count)]
        client = sign_in(secretary)
        with count_queries() as queries:
            assert client.get(url(projects[0])).status == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20


def test_a_late_dossier_is_admitted_with_a_reason_alone(session, secretary, call, owner):
    late = make_project(session, call, owner=owner, submitted_at=call.closes_at)
    for reason in ("", "  "):
        with pytest.raises(NotReady, match="après la clôture"):
            screen(session, secretary, late, reason=reason)
    assert late.state is State.SUBMITTED

    screen(session, secretary, late, reason="Panne du réseau de tout le site.")

    assert late.state is State.ADMISSIBLE
