"""A second chance: a dossier that stops is proposed again in one act, or its team directed elsewhere."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incubator.again import operations, queries
from incubator.again.files import Copy
from incubator.core import clock, files
from incubator.core.errors import NotAllowed, WrongState
from incubator.core.files import FileStore, new_name
from incubator.domain import file_care
from incubator.domain.attachments import Received
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import Verdict
from incubator.domain.kinds import Role
from incubator.domain.models import (
    Answer,
    Attachment,
    Call,
    JournalEntry,
    Organisation,
    Person,
    Project,
    Question,
    TeamMember,
)
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import PageClient

SignIn = Callable[[Person], PageClient]


@dataclass
class World:
    organisation: Organisation
    owner: Person
    mate: Person
    former: Project
    call: Call

    @property
    def url(self) -> str:
        return f"/projects/{self.former.id}"


@pytest.fixture
def world(session: Session) -> World:
    organisation = make.make_organisation(session)
    owner, mate = (make.make_person(session, organisation) for _ in range(2))
    past = make.make_call(session, organisation, opens_in=-90, closes_in=-60)
    former = make.make_project(
        session, past, owner=owner, state=State.NOT_SELECTED, title="La première nuit",
        answers={"problem": "Chaque année, 214 accueils.", "audience": "Les familles.", "phone": "06"},
    )  # fmt: skip
    session.add(TeamMember(project_id=former.id, person_id=mate.id, name=mate.name, role="Relais"))
    mine = (TeamMember.project_id == former.id, TeamMember.person_id == owner.id)
    session.execute(update(TeamMember).where(*mine).values(role="Pilote"))
    call = make.make_call(session, organisation, themes=["Mobilités"])
    other = session.scalars(select(Question).where(Question.call_id == call.id, Question.key == "audience")).one()
    other.key = "who"  # the same words under another key
    gone = session.scalars(select(Question).where(Question.call_id == call.id, Question.key == "phone")).one()
    gone.key, gone.label = "mail", "Adresse"
    session.commit()
    return World(organisation, owner, mate, former, call)


def carry(client: PageClient, world: World) -> Any:
    return client.post(f"{world.url}/propose-again", {"call": world.call.code})


def of_call(session: Session, world: World) -> list[Project]:
    return list(session.scalars(select(Project).where(Project.call_id == world.call.id)))


def test_a_dossier_is_carried_over_with_its_answers_and_its_team(
    session: Session, world: World, sign_in: SignIn, sent: Any
) -> None:
    client = sign_in(world.owner)
    assert "Proposer à nouveau" in client.get(world.url).text
    assert "La première nuit" in client.get(f"/calls/{world.call.code}/propose").text
    assert "2 réponses reprises, pour 3 questions" in client.get(f"{world.url}/propose-again").text

    page = carry(client, world)
    carry(client, world)  # pressed twice

    (draft,) = of_call(session, world)
    assert page.url == f"/projects/{draft.id}/edit"
    assert (draft.title, draft.theme, draft.state) == ("La première nuit", "", State.DRAFT)
    rows = session.execute(
        select(Question.key, Answer.value).join(Answer, Answer.question_id == Question.id)
        .where(Answer.project_id == draft.id)
    ).all()  # fmt: skip
    assert dict(map(tuple, rows)) == {"problem": "Chaque année, 214 accueils.", "who": "Les familles."}
    rows = session.execute(select(TeamMember.person_id, TeamMember.role).where(TeamMember.project_id == draft.id)).all()
    assert dict(map(tuple, rows)) == {world.owner.id: "Pilote", world.mate.id: "Relais"}
    assert [(mail.name, mail.recipient) for mail in sent(session)] == [("carried_over", world.mate.email)]
    acts = session.scalars(select(JournalEntry.project_id).where(JournalEntry.event == "carry_over")).all()
    assert set(acts) == {draft.id, world.former.id}
    link = client.get(f"/projects/{draft.id}").soup.select_one(f'main a[href="{world.url}"]')
    assert link is not None


def test_a_dossier_that_goes_on_is_not_carried_over(session: Session, world: World, sign_in: SignIn) -> None:
    world.former.state = State.UNDER_REVIEW
    session.commit()

    assert carry(sign_in(world.owner), world).status == 409
    assert of_call(session, world) == []


def test_only_an_open_call_of_ones_own_is_offered(session: Session, world: World, sign_in: SignIn) -> None:
    elsewhere = make.make_call(session, make.make_organisation(session))
    world.call.closes_at = clock.now()
    session.commit()
    client = sign_in(world.owner)

    assert "Aucun autre appel n’est ouvert" in client.get(f"{world.url}/propose-again").text
    for code in (world.call.code, elsewhere.code, ""):
        assert client.post(f"{world.url}/propose-again", {"call": code}).status == 422
    assert of_call(session, world) == []


def test_the_team_is_directed_to_a_service(session: Session, world: World, sign_in: SignIn, sent: Any) -> None:
    staff = make.make_staff(session, world.organisation)
    other = make.make_project(session, world.call, state=State.NOT_ADMISSIBLE)
    session.commit()
    client = sign_in(staff)

    assert client.post(f"{world.url}/redirect", {"name": ""}).status == 422
    client.post(
        f"{world.url}/redirect",
        {"name": "Atelier des données", "contact": "data@cd.example", "note": "Ils savent compter."},
    )

    page = sign_in(world.owner).get(world.url)
    assert "Atelier des données" in page.text
    assert "Ils savent compter." in page.text
    assert {mail.recipient for mail in sent(session)} == {world.owner.email, world.mate.email}
    assert "Atelier des données" in client.get(f"/projects/{other.id}/redirect").text  # what is usually offered


def test_second_chances_are_for_the_team_and_those_who_run_the_call(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stranger, staff = make.make_person(session, world.organisation), make.make_staff(session, world.organisation)
    conflicted = make.make_staff(session, world.organisation)
    make.declare_conflict(session, conflicted, world.former)
    session.commit()

    statuses = {
        who: [sign_in(person).get(f"{world.url}/{path}").status for path in ("propose-again", "redirect")]
        for who, person in {"owner": world.owner, "staff": staff, "conflicted": conflicted, "other": stranger}.items()
    }

    assert statuses == {"owner": [200, 403], "staff": [403, 200], "conflicted": [404, 404], "other": [404, 404]}


@pytest.fixture
def _store(app: Flask, tmp_path: Path) -> Any:
    before, app.extensions["files"] = app.extensions["files"], FileStore((tmp_path / "store").as_uri())
    yield
    app.extensions["files"] = before


def stored(app: Flask) -> set[str]:
    with app.app_context():
        return {name for name, _at in files.store().names()}


@pytest.mark.usefixtures("_store")
def test_files_are_copied_and_one_that_fails_loses_nothing_of_the_rest(
    app: Flask, session: Session, world: World, sign_in: SignIn
) -> None:
    former, questions, two_pdf = world.former, {}, {"file_kinds": ["pdf"], "file_count": 2}
    for call, limits in ((session.get_one(Call, former.call_id), {}), (world.call, two_pdf)):
        questions[call.id] = Question(
            call_id=call.id, key="plans", kind="file", label="Vos plans", position=90, required=True, **limits
        )
        session.add(questions[call.id])
    session.flush()
    old = questions[former.call_id]
    names = ["bon.pdf", "perdu.pdf", "photo.png", "suite.pdf", "trop.pdf"]
    rows = [
        make.make_attachment(
            session, former, old, name=name, preview_name=new_name(),
            media_type="image/png" if name.endswith("png") else "application/pdf",
        )
        for name in names
    ]  # fmt: skip
    session.add(Answer(project_id=former.id, question_id=old.id, value="\n".join(names)))
    session.commit()
    with app.app_context():
        for row in rows:
            if row.name != "perdu.pdf":
                files.store().put(row.storage_name, io.BytesIO(row.name.encode()))
                files.store().put(row.preview_name, io.BytesIO(b"small"))
    before, client = stored(app), sign_in(world.owner)

    page = carry(client, world)

    for name in ("perdu.pdf", "photo.png", "trop.pdf"):
        assert f"« {name} » n’est pas repris" in page.text
    [draft] = of_call(session, world)
    copies = list(
        session.scalars(select(Attachment).where(Attachment.project_id == draft.id).order_by(Attachment.name))
    )
    assert [one.name for one in copies] == ["bon.pdf", "suite.pdf"]
    assert {one.question_id for one in copies} == {questions[world.call.id].id}
    answer = session.get(Answer, (draft.id, questions[world.call.id].id))
    assert answer is not None and set(answer.value.splitlines()) == {"bon.pdf", "suite.pdf"}
    new = {one.storage_name for one in copies} | {str(one.preview_name) for one in copies}
    assert stored(app) == before | new and not before & new
    assert client.get(f"/attachments/{copies[0].id}").raw == b"bon.pdf"
    assert client.get(f"/attachments/{rows[0].id}").raw == b"bon.pdf"

    carry(client, world)

    assert stored(app) == before | new  # done twice, it is done once
    with app.app_context():
        assert file_care.look(session, older_than=timedelta(0)).orphans == []


@pytest.mark.usefixtures("_store")
def test_copy_has_the_age_of_a_copy(app: Flask) -> None:
    with app.app_context():
        name = new_name()
        files.store().put(name, io.BytesIO(b"x"))
        folder = Path(urlsplit(files.store()._url).path)
        os.utime(folder / name[:2] / name, (1, 1))
        copied = files.store().copy(name)
        assert dict(files.store().names())[copied] > clock.now() - timedelta(hours=1)  # else it would be cleaned away


def no_longer(session: Session, world: World, why: str) -> Call:
    """Make the act impossible in the time between the page and its button; return where it is asked."""
    if why == "it goes on":
        world.former.state = State.UNDER_REVIEW
    elif why == "the call has closed":
        clock.freeze(world.call.closes_at)
    else:
        return make.make_call(session, make.make_organisation(session))
    return world.call


@pytest.mark.usefixtures("_store")
@pytest.mark.parametrize("why", ["it goes on", "the call has closed", "the call is of others", "it was done already"])
def test_what_is_refused_between_the_page_and_its_button_leaves_no_copy(
    app: Flask, session: Session, world: World, sign_in: SignIn, why: str
) -> None:
    actor, received = make.actor_of(session, world.owner), []
    if why == "it was done already":
        carry(sign_in(world.owner), world)
        call = world.call
    else:
        call = no_longer(session, world, why)
    with app.app_context():
        name = new_name()
        files.store().put(name, io.BytesIO(b"x"))
        received.append(Received("a.pdf", "application/pdf", 1, "0", name, None, Verdict.CLEAN))
        [question, *_rest] = session.scalars(select(Question).where(Question.call_id == call.id))
        copies = [Copy(question, one) for one in received]
        if why == "it was done already":
            again = operations.carry_over(session, actor=actor, project=world.former, call=call, copies=copies)
            assert of_call(session, world) == [again]
        else:
            with pytest.raises(NotAllowed if "others" in why else WrongState):
                operations.carry_over(session, actor=actor, project=world.former, call=call, copies=copies)
            assert of_call(session, world) == []
    assert stored(app) == set()


def test_what_may_not_stand_in_the_new_form_is_left(session: Session, world: World, sign_in: SignIn) -> None:
    """A choice no longer offered, an answer to a question that is asked later, a colleague whose account is closed."""
    past = session.get_one(Call, world.former.call_id)
    kinds: dict[str, dict[str, Any]] = {
        "when": {"kind": QuestionKind.CHOICE},
        "days": {"kind": QuestionKind.CHOICE},
        "later": {"kind": QuestionKind.SHORT},
        "photo": {"kind": QuestionKind.FILE},
    }
    for call in (past, world.call):
        for position, (key, values) in enumerate(kinds.items(), start=20):
            offered = ["soon", "late"] if call is past or key == "days" else ["late"]
            options = [{"value": one, "label": one} for one in offered] if values["kind"] is QuestionKind.CHOICE else []
            second = call is world.call and key in ("later", "photo")
            asked = {"call_id": call.id, "key": key, "label": key, "position": position, "second_step": second}
            question = Question(**asked, **values, options=options)
            session.add(question)
            session.flush()
            if call is past:
                session.add(Answer(project_id=world.former.id, question_id=question.id, value="soon"))
    world.mate.disabled_at = clock.now()
    session.commit()
    actor = make.actor_of(session, world.owner)
    former = queries.whole(session, actor, world.former.id)
    assert [queries.file_pairs(former, call) for call in queries.open_calls(session, actor, former)] == [[]]

    carry(sign_in(world.owner), world)

    (draft,) = of_call(session, world)
    rows = session.execute(
        select(Question.key, Answer.value).join(Answer, Answer.question_id == Question.id)
        .where(Answer.project_id == draft.id, Question.key.in_(kinds))
    ).all()  # fmt: skip
    assert dict(map(tuple, rows)) == {"days": "soon"}
    members = session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == draft.id)).all()
    assert set(members) == {world.owner.id}


def test_nobody_directs_elsewhere_a_team_whose_dossier_goes_on(
    session: Session, world: World, sign_in: SignIn, sent: Any
) -> None:
    staff = make.make_staff(session, world.organisation)
    world.former.state = State.UNDER_REVIEW
    session.commit()

    page = sign_in(staff).post(f"{world.url}/redirect", {"name": "Atelier", "contact": "a@cd.example", "note": "x"})

    assert (page.status, sent(session)) == (409, [])


def test_the_former_dossier_and_the_new_one_lead_to_each_other_for_who_may_see_both(
    session: Session, world: World, sign_in: SignIn
) -> None:
    staff, of_past = make.make_staff(session, world.organisation), make.make_person(session)
    make.grant(session, of_past, Role.SECRETARY, session.get_one(Call, world.former.call_id))
    of_new = make.make_staff(session, world.call)
    conflicted = make.make_staff(session, world.organisation)
    session.commit()
    client = sign_in(world.owner)
    carry(client, world)
    (draft,) = of_call(session, world)
    words, url = f"Reproposé dans l’appel « {world.call.title} »", f"/projects/{draft.id}"

    page = client.get(world.url)
    assert words in page.text and page.soup.select_one(f'#chance a[href="{url}"]')
    again = client.get(f"{world.url}/propose-again")
    assert words in again.text and "Aucun autre appel n’est ouvert" in again.text  # offered no more
    assert words not in sign_in(staff).get(world.url).text  # a draft belongs to its team alone

    draft.state, draft.submitted_at = State.SUBMITTED, clock.now()
    make.declare_conflict(session, conflicted, draft)
    session.commit()

    people = {"staff": staff, "of_past": of_past, "conflicted": conflicted}
    seen = {name: words in sign_in(one).get(world.url).text for name, one in people.items()}
    assert seen == {"staff": True, "of_past": False, "conflicted": False}
    back = {name: sign_in(one).get(url) for name, one in (("staff", staff), ("of_new", of_new))}
    assert all("Déjà proposé :" in page.text for page in back.values())
    assert [bool(page.soup.select(f'main a[href="{world.url}"]')) for page in back.values()] == [True, False]


def test_who_left_the_new_team_is_told_so(session: Session, world: World, sign_in: SignIn) -> None:
    carry(sign_in(world.owner), world)
    (draft,) = of_call(session, world)
    session.execute(delete(TeamMember).where(TeamMember.project_id == draft.id, TeamMember.person_id == world.mate.id))
    session.commit()

    page = carry(sign_in(world.mate), world)

    assert page.status == 409
    assert "demandez-lui de vous y inviter" in page.text
    assert len(of_call(session, world)) == 1
