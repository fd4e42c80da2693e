"""A session that ends while somebody types: without a script too, the text comes back, to its author alone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import held_forms
from incubator.core.held_forms import HeldForm
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Person, Project, TeamMember
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.submission.conftest import ask

SignIn = Callable[[Person], PageClient]
TITLE = "Tapé pendant deux heures"


@pytest.fixture(autouse=True)
def _tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms carry their token, as in production: it goes with the session."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def draft(session: Session) -> Project:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    draft = make.make_project(session, call, state=State.DRAFT)
    make.make_project(session, call, state=State.DRAFT, owner=session.get_one(Person, draft.owner_id))
    needs = [{"value": str(n), "label": f"Besoin {n}"} for n in (1, 2, 3)]
    ask(session, call, "needs", QuestionKind.SEVERAL, options=needs)
    mate = make.make_person(session, organisation)
    session.add(TeamMember(project_id=draft.id, person_id=mate.id, name=mate.name))
    session.commit()
    return draft


def hidden(page: Page) -> dict[str, str]:
    """Return the hidden fields of the form."""
    form = page.soup.select_one("form:has([name=title])")
    return {one["name"]: one["value"] for one in form.select("input[type=hidden]")}


def come_back(client: PageClient, person: object) -> None:
    """Sign somebody in, in the same browser."""
    with client.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = str(person), True


def held(session: Session) -> list[HeldForm]:
    session.expire_all()
    return list(session.scalars(select(HeldForm)))


def typed(session: Session, draft: Project, sign_in: SignIn, visitor: PageClient, **more: str) -> Page:
    """Open the form, lose the session, then send what was typed."""
    url = f"/projects/{draft.id}/edit"
    form = hidden(sign_in(session.get_one(Person, draft.owner_id)).get(url))
    return visitor.post(url, {**form, "title": TITLE, "answer_problem": "Un mot.", "answer_needs": ["1", "2"], **more})


def test_text_comes_back_until_it_is_saved(session: Session, draft: Project, sign_in: SignIn, visitor: Any) -> None:
    asked = typed(session, draft, sign_in, visitor)
    assert asked.url == "/sign-in"
    draft.title = "Un collègue, entre-temps"
    session.commit()

    other = session.scalars(select(Project).where(Project.id != draft.id)).one()

    come_back(visitor, draft.owner_id)
    assert TITLE not in visitor.get(f"/projects/{other.id}/edit").soup.decode()  # it was typed elsewhere
    page = visitor.get(f"/projects/{draft.id}/edit")

    assert [box["value"] for box in page.soup.select("[name=answer_needs][checked]")] == ["1", "2"]
    assert (page.field("title"), page.field("answer_problem")) == (TITLE, "Un mot.")
    session.refresh(draft)
    assert page.field("version") == str(draft.version)  # not that of the page that was lost
    assert "csrf_token" not in held(session)[0].fields
    assert visitor.get(f"/projects/{draft.id}/edit").field("title") == TITLE  # read twice, it is still there
    facts = {"department": "Culture", "theme": "Solidarités", "title": TITLE}
    visitor.post(f"/projects/{draft.id}/edit", {**hidden(page), **facts})
    assert held(session) == []
    session.refresh(draft)
    assert draft.title == TITLE


def test_text_is_for_its_author_alone(session: Session, draft: Project, sign_in: SignIn, visitor: Any) -> None:
    """A colleague of the same team comes after them in the same browser."""
    typed(session, draft, sign_in, visitor)
    mates = select(TeamMember.person_id).where(TeamMember.project_id == draft.id)
    come_back(visitor, session.scalars(mates.where(TeamMember.person_id != draft.owner_id)).one())

    page = visitor.get(f"/projects/{draft.id}/edit")

    assert page.status == 200 and TITLE not in page.soup.decode()
    assert len(held(session)) == 1


@pytest.mark.parametrize("why", ["forged", "endless"])
def test_what_is_not_ours_or_has_no_end_is_not_kept(
    session: Session, draft: Project, sign_in: SignIn, visitor: Any, why: str
) -> None:
    more = {"_author": draft.owner_id.hex} if why == "forged" else {"answer_audience": "é" * held_forms.LIMIT}

    page = typed(session, draft, sign_in, visitor, **more)

    assert page.status == 400 and "Revenez en arrière : votre texte y est encore" in page.text
    assert held(session) == []
