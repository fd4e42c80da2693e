"""One search over every dossier a person may see, in all the editions."""

import pytest
from sqlalchemy import select

from incubator.domain.kinds import Role
from incubator.domain.models import Question
from incubator.domain.states import State
from tests.factories import assign_reader, declare_conflict, make_person, make_project, make_staff


def found(client, words, **args):
    page = client.get("/search", query_string={"q": words, **args})
    assert page.status == 200
    return [link.get_text() for link in page.soup.select(".found-list h2 a")]


def test_staff_find_the_dossiers_of_all_their_editions_and_the_words_stand_out(session, sign_in, world):
    client = sign_in(world.secretary)

    assert sorted(found(client, "cantine légumes")) == ["Cantines sans poubelle", "Du pain dans les cantines"]
    assert found(client, "cantine", call=world.now.code) == ["Du pain dans les cantines"]
    assert found(client, "poules") == ["Signaler un nid-de-poule"]
    marks = client.get("/search", query_string={"q": "legume"}).soup.select(".found-list mark")
    assert {mark.get_text() for mark in marks} == {"légumes"}


def test_nobody_finds_what_they_may_not_read(session, sign_in, world):
    reader = make_staff(session, world.now, Role.COMMITTEE_MEMBER)
    given = make_project(session, world.now, title="Cantine à lire", state=State.UNDER_REVIEW)
    make_project(session, world.now, title="Cantine d’un autre lecteur", state=State.UNDER_REVIEW)
    make_project(session, world.now, title="Cantine en brouillon", state=State.DRAFT)
    assign_reader(session, given, reader)
    conflicted = make_staff(session, world.organisation)
    declare_conflict(session, conflicted, world.bread)
    agent = make_staff(session, world.organisation, Role.AGENT)
    session.commit()

    assert found(sign_in(reader), "cantine") == ["Cantine à lire"]
    assert "Du pain dans les cantines" not in found(sign_in(conflicted), "pain")
    assert sign_in(agent).get("/search?q=cantine").status == 403


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.COMMITTEE_MEMBER])
def test_names_of_a_team_are_found_by_those_who_run_the_call_alone(session, sign_in, world, role):
    owner = make_person(session, world.organisation, name="Zénobie Hapax")
    project = make_project(session, world.now, owner=owner, title="Anonyme", state=State.UNDER_REVIEW)
    person = make_staff(session, world.now, role)
    assign_reader(session, project, person)
    session.commit()

    assert found(sign_in(person), "zenobie") == (["Anonyme"] if role is Role.SECRETARY else [])


def test_search_costs_the_same_number_of_queries_at_3_and_30(session, sign_in, world, count_queries):
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_project(session, world.now)
        session.commit()
        client = sign_in(world.secretary)
        with count_queries() as queries:
            client.get("/search?q=familles")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("flag", ["team_only", "identifying", "personal", "of an older form"])
def test_an_answer_kept_from_some_is_found_by_nobody(session, sign_in, world, flag):
    question = session.scalars(
        select(Question).where(Question.call_id == world.now.id, Question.key == "audience")
    ).one()
    client = sign_in(world.secretary)
    project = make_project(session, world.now, title="Ordinaire", answers={"audience": "Zyzomys"})
    session.commit()
    assert found(client, "zyzomys") == ["Ordinaire"]

    if flag == "of an older form":
        project.form_version = 2
    else:
        setattr(question, flag, True)
    project.title = "Changé"
    session.commit()

    assert found(client, "zyzomys") == []
    assert found(client, "changé") == ["Changé"]
