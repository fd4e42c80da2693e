"""More information: the answers concerned alone may change, by a day, with a reminder; what changed is shown."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.domain import information
from incubator.domain.models import InformationRequest, Person, Project
from incubator.domain.states import State
from incubator.submission import operations as submission
from incubator.submission import queries as submission_queries
from tests.factories import actor_of, day, make_project
from tests.texts import plain


@pytest.fixture
def project(session, call):
    return make_project(session, call, title="Guichet", answers={"problem": "Peu.", "audience": "Tous."})


def ask(client, project, **data):
    given = {"outcome": "ask_information", "reason": "Combien ?", "version": project.version, **data}
    return client.post(f"/projects/{project.id}/screening", given)


def asked(session, client, project, **data):
    session.commit()
    assert ask(client, project, **data).status == 200
    session.expire_all()
    return session.scalars(select(InformationRequest).order_by(InformationRequest.created_at.desc())).first()


def owner_of(session, project):
    return session.get_one(Person, project.owner_id)


def test_only_what_is_asked_may_change_in_the_page_and_on_the_server(session, sign_in, secretary, project):
    asked(session, sign_in(secretary), project, fields=["problem"], due_on=day(9).isoformat())
    team = sign_in(owner_of(session, project))
    url = f"/projects/{project.id}/edit"
    page = team.get(url)
    assert [field["name"] for field in page.soup.select("textarea")] == ["answer_problem"]
    assert page.soup.select_one('[name="title"]') is None
    assert "Combien ?" in page.text and "À renvoyer avant le" in page.text

    version = page.field("version")
    forged = {"answer_problem": "Cent.", "answer_audience": "Personne.", "version": version}
    refused = team.post(url, forged)
    assert refused.status == 409
    assert "Personne." in refused.text  # given back, to be copied
    saving = team.client.post(f"/projects/{project.id}/autosave", data={"title": "Autre", "version": version})
    assert saving.status_code == 409
    assert team.post(url, {"answer_problem": "Cent.", "version": version}).status == 200

    session.expire_all()
    stored = submission_queries.texts(session, actor_of(session, owner_of(session, project)), project.id)
    assert information.values_of(stored) | {"phone": ""} == {
        "title": "Guichet", "department": "Culture", "theme": "Solidarités",
        "problem": "Cent.", "audience": "Tous.", "phone": "",
    }  # fmt: skip


def test_nothing_ticked_leaves_the_whole_dossier_open(session, sign_in, secretary, project):
    asked(session, sign_in(secretary), project)
    page = sign_in(owner_of(session, project)).get(f"/projects/{project.id}/edit")
    assert page.soup.select_one('[name="title"]') and page.soup.select_one('[name="answer_audience"]')


def test_what_is_missing_may_always_be_completed(session, sign_in, call, secretary):
    project = make_project(session, call, answers={})
    request = asked(session, sign_in(secretary), project, fields=["audience"])
    assert set(request.fields) == {"problem", "audience"}


def test_the_examination_shows_what_changed_since(session, sign_in, secretary, project):
    client = sign_in(secretary)
    asked(session, client, project, fields=["problem", "audience"])
    actor = actor_of(session, owner_of(session, project))
    stored = submission_queries.dossier(session, actor, project.id)
    submission.save_answers(
        session, actor=actor, project=stored, version=stored.version, typed={"answer_problem": "Trois cents."}
    )
    submission.send_information(session, actor=actor, project=stored)
    session.commit()

    requests = client.get(f"/projects/{project.id}/screening").soup.select_one("#requests")
    words = " ".join(requests.get_text(" ").split())

    assert "Quel problème ? [supprimé : Peu. ] [ajouté : Trois cents. ]" in words
    assert "Qui le rencontre ? Inchangé." in words


def test_the_team_is_told_what_and_by_when_and_reminded_two_days_before(session, sign_in, secretary, project, sent):
    asked(session, sign_in(secretary), project, fields=["problem"], due_on=day(9).isoformat())
    told, reminder = sorted(sent(session), key=lambda mail: mail.available_at)
    assert (told.name, reminder.name) == ("information_requested", "information_reminder")
    assert "- Quel problème ?" in plain(told.body) and "Renvoyez-le avant le" in plain(told.body)
    assert clock.start_of(day(7)) < reminder.available_at < clock.start_of(day(7)) + timedelta(hours=12)

    actor = actor_of(session, owner_of(session, project))
    submission.send_information(session, actor=actor, project=submission_queries.dossier(session, actor, project.id))
    session.flush()

    assert "information_reminder" not in {mail.name for mail in sent(session)}
    assert session.scalars(select(InformationRequest.closed_at)).one() is not None


def test_undoing_leaves_no_reminder(session, sign_in, secretary, project, sent):
    client = sign_in(secretary)
    session.commit()
    page = ask(client, project, due_on=day(9).isoformat())
    client.post(page.soup.select_one('form[action$="/undo"]')["action"])
    assert sent(session) == []
    assert session.scalars(select(InformationRequest)).all() == []


def test_a_day_gone_is_refused_and_nothing_is_lost(session, sign_in, secretary, project):
    session.commit()
    page = ask(sign_in(secretary), project, fields=["problem"], due_on=day(0).isoformat())
    assert (page.status, page.field("reason")) == (422, "Combien ?")
    assert page.soup.select_one('[name="fields"][value="problem"]').has_attr("checked")
    session.expire_all()
    assert session.get_one(Project, project.id).state is State.SUBMITTED


def test_overdue_stands_out_in_the_list_and_the_to_do(session, sign_in, call, secretary, project):
    make_project(session, call, state=State.INFO_REQUESTED)
    request = asked(session, sign_in(secretary), project, due_on=day(3).isoformat())
    request.due_on = day(-1)
    session.commit()
    client = sign_in(secretary)
    page = client.get(f"/calls/{call.code}/screening?state=all&flag=overdue")
    assert [link.get_text() for link in page.soup.select("tbody th a")] == ["Guichet"]
    assert "Précisions en retard" in page.soup.select_one("tbody").get_text()
    assert "1 équipe n’a pas envoyé à temps" in client.get("/to-do").text


def test_several_are_asked_the_same_thing_at_once(session, sign_in, call, secretary, project, sent):
    other = make_project(session, call)
    done = make_project(session, call, state=State.ADMISSIBLE)
    session.commit()
    client, url = sign_in(secretary), f"/calls/{call.code}/screening/ask"
    page = client.post(url, {"selected": [str(one.id) for one in (project, other, done)]})
    assert "1 dossier reste tel quel" in page.text
    chosen = {"selected": [box["value"] for box in page.soup.select("[name=selected]")], "confirm": "yes"}
    assert client.post(url, {**chosen, "reason": " "}).status == 422
    page = client.post(url, {**chosen, "reason": "Qui ?", "fields": ["audience"]})
    assert "Votre demande part dans 5 minutes, à 2 équipes." in plain(page.text)
    assert {row.message for row in session.scalars(select(InformationRequest))} == {"Qui ?"}
    assert len(sent(session)) == 2


@pytest.mark.parametrize("left", [1, 2])
def test_a_reminder_whose_morning_is_over_is_not_sent(session, sign_in, secretary, project, sent, left):
    clock.freeze(clock.start_of(day(1)) + timedelta(hours=20))

    asked(session, sign_in(secretary), project, due_on=(clock.today() + timedelta(days=left)).isoformat())

    assert [mail.name for mail in sent(session)] == ["information_requested"]
