"""A form that changes once dossiers answer it: a version is prepared out of sight, then published."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.outbox import MailStatus
from incubator.core.presentation import date_short, datetime_long
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import (
    Attachment,
    Call,
    Criterion,
    JournalEntry,
    MailPreference,
    MailText,
    Person,
    Project,
    Question,
    TeamMember,
)
from incubator.domain.states import State
from tests.factories import assign_reader, make_attachment, make_person, make_project
from tests.integration.admin.test_edit_organisation import typed
from tests.integration.admin.test_questions import url
from tests.integration.submission.conftest import answers_of
from tests.texts import plain


@pytest.fixture
def dossier(session, call):
    return make_project(session, call, answers={"problem": "Une attente.", "audience": "Les familles.", "phone": "05"})


@pytest.fixture
def draft(session, call):
    return make_project(session, call, state=State.DRAFT, answers={"problem": "Un guichet.", "audience": "Tous."})


@pytest.fixture
def client(session, call, manager, dossier, draft, sign_in):
    session.commit()
    return sign_in(manager)


def keys(session, call, version):
    session.expire_all()
    query = select(Question.key).where(Question.call_id == call.id, Question.form_version == version)
    return list(session.scalars(query.order_by(Question.position)))


def whole(session, call, version):
    """Return all that the questions of a version say."""
    own = {"id", "created_at", "form_version"}
    names = [column.key for column in Question.__mapper__.column_attrs if column.key not in own]
    query = select(Question).where(Question.call_id == call.id, Question.form_version == version)
    return [[getattr(one, name) for name in names] for one in session.scalars(query.order_by(Question.position))]


def of(session, project):
    """Return the person who carries a project."""
    return session.get_one(Person, project.owner_id)


def prepare(client, call):
    return client.post(url(call, "versions", "prepare"))


def change(client, call, key, **values):
    page = client.get(url(call, key))
    return client.post(url(call, key), typed(page) | values)


def second_version(client, call):
    """Prepare and publish: « Qui le rencontre ? » leaves, « Quel problème ? » is asked otherwise, a question comes."""
    prepare(client, call)
    client.post(url(call, "audience", "remove"))
    change(client, call, "problem", label="Quelle gêne ?")
    page = client.get(url(call, "new"))
    client.post(url(call, "new"), typed(page) | {"label": "Combien de personnes ?", "kind": "number", "needed": ""})
    return client.post(url(call, "versions", "publish"))


def test_frozen_form_changes_in_a_version_that_nobody_sees(session, call, client, draft, sign_in):
    listed = client.get(url(call))
    assert "Version 1 : 2 dossiers y répondent" in listed.text
    assert change(client, call, "problem", label="Trop tard ?").status == 409

    phone = session.scalars(select(Question).where(Question.key == "phone")).one()
    phone.identifying = phone.personal = phone.team_only = True
    session.commit()

    page = prepare(client, call)
    assert "Version 2, en préparation" in page.text
    assert whole(session, call, 2) == whole(session, call, 1)
    assert change(client, call, "problem", label="Quelle gêne ?").status == 200
    assert "Question changée : « Quelle gêne ? »" in client.get(url(call)).text
    prepare(client, call)  # pressed twice

    assert keys(session, call, 1) == keys(session, call, 2) == ["problem", "audience", "phone"]
    assert "Quel problème ?" in client.get(url(call) + "?version=1").text
    assert "Quelle gêne ?" in client.get(f"/calls/{call.code}/propose/preview?version=2").text
    assert "Quelle gêne ?" not in sign_in(of(session, draft)).get(f"/projects/{draft.id}/edit").text
    assert session.get_one(Call, call.id).form_version == 1
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)).all()
    assert events == ["prepare_form", "edit_questions"]


def test_key_of_a_question_that_left_is_not_given_to_another(session, call, client):
    """The answers to the first would else be read as answers to the second."""
    prepare(client, call)
    client.post(url(call, "audience", "remove"))
    client.post(url(call, "new"), typed(client.get(url(call, "new"))) | {"label": "Audience"})

    assert keys(session, call, 2) == ["problem", "phone", "audience_2"]


def test_version_that_changes_nothing_is_not_published_and_may_be_given_up(session, call, client):
    prepare(client, call)
    assert "la même que celle en service" in client.post(url(call, "versions", "publish")).text
    client.post(url(call, "versions", "drop"))
    assert keys(session, call, 2) == []
    assert client.post(url(call, "versions", "publish")).status == 200
    assert client.post(url(call, "versions", "drop")).status == 409
    assert session.get_one(Call, call.id).form_version == 1


def test_published_version_is_for_the_next_dossiers(session, call, client, dossier, sign_in, organisation):
    criterion = session.scalars(select(Criterion).where(Criterion.call_id == call.id).limit(1)).one()
    criterion.question_keys = ["problem", "audience"]
    session.commit()

    page = second_version(client, call)

    assert "La version 2 est en service" in page.text
    acts = session.scalars(select(JournalEntry.event).where(JournalEntry.event.in_(("prepare_form", "publish_form"))))
    assert acts.all() == ["prepare_form", "publish_form"]
    assert keys(session, call, 2) == ["problem", "phone", "combien_de_personnes"]
    session.refresh(criterion)
    assert criterion.question_keys == ["problem", "audience"]  # the first dossiers are still judged on it
    table = client.get(url(call) + "?version=1").soup.select("#versions tbody tr")
    assert [row.get_text(" ", strip=True) for row in table] == [
        "Version 2 En service 3 0 0", "Version 1 Remplacée 3 1 1",
    ]  # fmt: skip
    agent = make_person(session, organisation)
    session.commit()
    started = sign_in(agent).post(f"/calls/{call.code}/propose")
    assert "Quelle gêne ?" in started.text
    assert "Qui le rencontre ?" not in started.text
    new = session.scalars(select(Project).where(Project.owner_id == agent.id)).one()
    assert new.form_version == 2
    assert change(client, call, "phone", label="Portable").status == 409  # somebody answers it already


def test_received_dossier_stays_on_its_version_for_its_readers(session, call, client, dossier, sign_in):
    second_version(client, call)
    session.refresh(dossier)
    dossier.state = State.UNDER_REVIEW
    reader = make_person(session)
    assign_reader(session, dossier, reader)
    session.commit()

    read = sign_in(reader).get(f"/projects/{dossier.id}/read")

    assert "Quel problème ?" in read.text
    assert "Les familles." in read.text
    assert "Quelle gêne ?" not in read.text
    assert "Les familles." in sign_in(of(session, dossier)).get(f"/projects/{dossier.id}").text


def test_draft_takes_the_new_version_and_loses_nothing(session, call, client, draft, sign_in):
    team = sign_in(of(session, draft))
    assert "Le formulaire a changé" not in team.get(f"/projects/{draft.id}/edit").text
    second_version(client, call)
    offered = team.get(f"/projects/{draft.id}/edit")
    assert "Nouvelle question : « Combien de personnes ? »" in offered.text
    assert "N’est plus posée : « Qui le rencontre ? »" in offered.text
    assert offered.soup.select("[name=answer_audience]")  # as long as nobody asks for the new one

    taken = team.post(f"/projects/{draft.id}/new-form")
    team.post(f"/projects/{draft.id}/new-form")  # pressed twice

    assert taken.field("answer_problem") == "Un guichet."
    assert taken.soup.select("[name=answer_combien_de_personnes]")
    assert not taken.soup.select("[name=answer_audience]")
    assert "Tous." in taken.text  # aside, for the team
    session.expire_all()
    assert answers_of(session, draft) == {"problem": "Un guichet.", "audience": "Tous."}
    entries = session.scalars(select(JournalEntry).where(JournalEntry.event == "take_form")).all()
    assert [(entry.before, entry.after) for entry in entries] == [({"form_version": 1}, {"form_version": 2})]
    assert "Tous." not in team.get(f"/projects/{draft.id}").text


def test_answer_that_no_longer_fits_stays_aside(session, call, client, draft, sign_in):
    prepare(client, call)
    change(client, call, "audience", kind=QuestionKind.DATE.value, max_length="")
    client.post(url(call, "versions", "publish"))

    taken = sign_in(of(session, draft)).post(f"/projects/{draft.id}/new-form")

    assert taken.field("answer_audience") in ("", None)
    assert "Vos réponses à des questions qui ne sont plus posées" in taken.text
    assert "Tous." in taken.text


@pytest.mark.parametrize("state", [State.SUBMITTED, State.INFO_REQUESTED, State.WITHDRAWN])
def test_dossier_that_was_handed_in_cannot_change_form(session, call, client, dossier, sign_in, state):
    second_version(client, call)
    session.refresh(dossier)
    dossier.state = state
    session.commit()
    assert sign_in(of(session, dossier)).post(f"/projects/{dossier.id}/new-form").status == 409
    session.refresh(dossier)
    assert dossier.form_version == 1


@pytest.fixture
def drafts(session, call, organisation):
    """More drafts: of two people, one who reads English; of somebody who wants no reminder; and a withdrawn one."""
    english, quiet = make_person(session, organisation, language="en"), make_person(session, organisation)
    session.add(MailPreference(person_id=quiet.id, off=["reminders"], pace="at_once"))
    twin = make_project(session, call, state=State.DRAFT, title="À deux")
    session.add(TeamMember(project_id=twin.id, person_id=english.id, name="Ann"))
    silent = make_project(session, call, state=State.DRAFT, owner=quiet)
    make_project(session, call, state=State.WITHDRAWN)
    return twin, silent, english


def test_teams_of_drafts_are_told_what_changes(session, call, client, draft, dossier, drafts, sent):
    twin, silent, english = drafts
    session.commit()

    page = second_version(client, call)
    second_version(client, call)  # nothing is prepared any more: nothing is sent twice

    assert "Les équipes de 3 brouillons sont prévenues" in page.text
    mails = {mail.recipient: mail for mail in sent(session) if mail.name == "form_changed"}
    assert set(mails) == {of(session, draft).email, of(session, twin).email, english.email, of(session, silent).email}
    mail = mails[of(session, draft).email]
    body = plain(mail.body)
    assert (mail.about, mail.status) == (draft.id, MailStatus.WAITING)
    for line in ("- Nouvelle question : « Combien de personnes ? »", "- Question changée : « Quelle gêne ? »"):
        assert line in body
    assert "- N’est plus posée : « Qui le rencontre ? »" in body
    assert f"/projects/{draft.id}/edit" in mail.body
    assert datetime_long(call.closes_at) in mail.body and date_short(call.closes_at) in mail.subject
    assert "Ne plus recevoir ces courriels" in mail.body
    assert "- New question:" in mails[english.email].body
    assert mails[of(session, silent).email].status is MailStatus.UNWANTED


def test_nobody_is_told_once_drafts_can_no_longer_be_handed_in(session, call, client, draft, sent):
    call.closes_at = clock.now() - timedelta(days=1)
    session.commit()

    assert "prévenue" not in second_version(client, call).text.split("est en service")[1].split("<main")[0]
    assert [mail for mail in sent(session) if mail.name == "form_changed"] == []


def test_organisation_writes_its_own_words_on_a_changed_form(session, call, client, organisation, draft, sent):
    words = "Bonjour {person},\n\nCe qui change :\n\n{changes}\n\nAvant le {closing}.\n\n{link}"
    session.add(
        MailText(organisation_id=organisation.id, name="form_changed", language="fr", subject="Nouveau", body=words)
    )
    session.commit()

    second_version(client, call)

    (mail,) = [mail for mail in sent(session) if mail.name == "form_changed"]
    assert "Ce qui change :\n\n- Nouvelle question : « Combien de personnes ? »\n- Question changée" in plain(mail.body)
    assert f"/projects/{draft.id}/edit" in mail.body


def test_files_follow_their_question_to_the_new_version(session, call, client, draft, sign_in):
    question = Question(call_id=call.id, key="plans", position=9, kind=QuestionKind.FILE, label="Vos plans")
    session.add(question)
    session.flush()
    attachment = make_attachment(session, draft, question)
    session.commit()
    second_version(client, call)

    sign_in(of(session, draft)).post(f"/projects/{draft.id}/new-form")

    session.expire_all()
    asked = session.get_one(Question, session.get_one(Attachment, attachment.id).question_id)
    assert (asked.key, asked.form_version) == ("plans", 2)


def test_draft_of_a_closed_call_keeps_its_form(session, call, client, draft, sign_in):
    second_version(client, call)
    clock.freeze(call.closes_at + timedelta(days=1))

    assert sign_in(of(session, draft)).post(f"/projects/{draft.id}/new-form").status == 409
    session.refresh(draft)
    assert draft.form_version == 1


def test_version_in_preparation_keeps_a_question(session, call, client):
    prepare(client, call)
    for key in keys(session, call, 2):
        answer = client.post(url(call, key, "remove"))

    assert answer.status == 409 and "garde une question au moins" in answer.text
    assert len(keys(session, call, 2)) == 1
