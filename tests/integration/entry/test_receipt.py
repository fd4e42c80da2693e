"""The receipt to print says what was handed in, not what is being changed since."""

from sqlalchemy import select

from incubator.domain import revisions
from incubator.domain.models import Answer, Person
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_project


def test_receipt_says_the_last_version_and_nothing_of_what_is_changed_since(session, sign_in):
    call = make_call(session, make_organisation(session))
    project = make_project(session, call, state=State.INFO_REQUESTED, answers={"problem": "Une attente."})
    owner = session.get_one(Person, project.owner_id)
    revisions.keep(session, project, by_id=owner.id, event="submit", at=project.submitted_at)
    session.commit()
    client, url = sign_in(owner), f"/projects/{project.id}/receipt"
    assert "Dernière version" not in client.get(url).text

    answer = session.scalars(select(Answer).where(Answer.project_id == project.id)).first()
    answer.value, project.title = "Autre chose.", "Un autre titre"
    session.commit()
    page = client.get(url)
    assert "Une attente." in page.text and "Autre chose." not in page.text and "Un autre titre" not in page.text

    revisions.keep(session, project, by_id=owner.id, event="revise")
    session.commit()
    page = client.get(url)
    assert "Autre chose." in page.text and "version 2, reçue le" in page.text
