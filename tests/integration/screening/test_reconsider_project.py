"""Taking back a decision on admissibility."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Project
from incubator.domain.states import State
from incubator.screening import operations
from tests.factories import actor_of, make_project, make_staff


@pytest.fixture
def project(session, call):
    return make_project(session, call, state=State.NOT_ADMISSIBLE)


def url(project):
    return f"/projects/{project.id}/screening/reconsider"


def reconsider(session, person, project, reason="Un fait nouveau.", version=None):
    return operations.reconsider_project(
        session,
        actor=actor_of(session, person),
        project=project,
        reason=reason,
        version=project.version if version is None else version,
    )


@pytest.mark.parametrize("state", [State.ADMISSIBLE, State.NOT_ADMISSIBLE])
def test_reconsider_project_opens_the_examination_again(session, call, secretary, sent, state):
    project = make_project(session, call, state=state)
    reconsider(session, secretary, project)
    assert project.state is State.SUBMITTED
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.note) == ("reconsider", "Un fait nouveau.")
    assert sent(session) == []


def test_reconsider_project_refuses(session, call, secretary, project):
    with pytest.raises(NotReady):
        reconsider(session, secretary, project, reason=" ")
    with pytest.raises(StaleVersion):
        reconsider(session, secretary, project, version=0)
    with pytest.raises(WrongState):
        reconsider(session, secretary, make_project(session, call, state=State.UNDER_REVIEW))
    with pytest.raises(NotAllowed):
        reconsider(session, make_staff(session, call, Role.CHAIR), project)


def test_reconsider_page_says_what_happens_then_returns_to_the_examination(session, sign_in, secretary, project):
    client = sign_in(secretary)
    page = client.get(url(project))
    assert page.h1 == "Revoir la recevabilité"
    assert "Personne ne reçoit de courriel" in page.text
    page = client.post(url(project), {"reason": "Erreur de lecture.", "version": page.field("version")})
    assert page.url == f"/projects/{project.id}/screening"
    assert page.soup.select_one('[name="outcome"]')
    assert "Erreur de lecture." in page.text
    session.expire(project)
    assert session.get_one(Project, project.id).state is State.SUBMITTED


def test_reconsider_page_keeps_what_was_typed(session, sign_in, secretary, project):
    client = sign_in(secretary)
    assert client.post(url(project), {"reason": " ", "version": project.version}).status == 422
    page = client.post(url(project), {"reason": "Mon motif", "version": project.version - 1})
    assert (page.status, page.field("reason")) == (409, "Mon motif")
    assert client.post(url(project), {"reason": "Mon motif", "version": page.field("version")}).status == 200


def test_reconsider_page_leads_to_the_dossier_when_there_is_nothing_to_take_back(session, sign_in, secretary, call):
    project = make_project(session, call)
    assert sign_in(secretary).get(url(project)).url == f"/projects/{project.id}/screening"
