"""The usual redirections of an organisation: the list of its settings, and a team directed by one of them."""

import pytest
from sqlalchemy import select

from incubator.domain.chance_kinds import RedirectionKind
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Redirection, UsualRedirection
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_person, make_project, make_staff
from tests.texts import plain

LAB = {"kind": "service", "name": "Laboratoire", "about": "Essaie avec des usagers.", "contact": "lab@cd.example"}


@pytest.fixture
def organisation(session):
    return make_organisation(session)


@pytest.fixture
def call(session, organisation):
    return make_call(session, organisation)


@pytest.fixture
def base(organisation):
    return f"/organisations/{organisation.slug}/redirections"


@pytest.fixture
def manager(session, call, sign_in):
    person = make_staff(session, call.organisations[0], Role.PROGRAMME_MANAGER)
    session.commit()
    return sign_in(person)


def lab(session, organisation):
    row = UsualRedirection(organisation_id=organisation.id, **LAB | {"kind": RedirectionKind.SERVICE})
    session.add(row)
    session.commit()
    return row


def test_the_list_is_written_changed_and_shortened_with_its_trace(session, manager, organisation, base):
    settings = manager.get(f"/organisations/{organisation.slug}/settings")
    assert settings.soup.select_one(f'a[href="{base}"]')
    assert "La liste est vide" in manager.get(base).text
    page = manager.post(f"{base}/new", LAB)
    assert (page.url, "Laboratoire" in page.text) == (base, True)
    row = session.scalars(select(UsualRedirection)).one()
    manager.post(f"{base}/{row.id}", LAB | {"name": "Le labo"})
    assert "Le labo" in manager.get(base).text
    manager.post(f"{base}/{row.id}/remove", {})
    assert session.scalars(select(UsualRedirection)).all() == []
    acts = session.scalars(select(JournalEntry).where(JournalEntry.event == "edit_redirections")).all()
    assert [(one.before or {}).get("name") for one in acts] == [None, "Laboratoire", "Le labo"]


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"name": ""}, 422, "Écrivez son nom."),
        ({"about": " "}, 422, "Dites en une phrase"),
        ({"kind": ""}, 422, "Choisissez un service"),
        ({"name": "LABORATOIRE"}, 409, "est déjà dans la liste"),
    ],
)
def test_bad_input_says_why_and_keeps_what_was_typed(session, manager, organisation, base, typed, status, sentence):
    lab(session, organisation)
    page = manager.post(f"{base}/new", LAB | {"contact": "quelqu’un@cd.example"} | typed)
    assert page.status == status
    assert sentence in plain(page.text)
    assert page.soup.select_one("[name=contact]")["value"] == "quelqu’un@cd.example"


@pytest.mark.parametrize(("who", "status"), [("secretary", 404), ("agent", 403), ("neighbour", 404)])
def test_the_list_is_for_those_who_manage_the_organisation(session, call, organisation, sign_in, base, who, status):
    row = lab(session, organisation)
    person = {
        "secretary": lambda: make_staff(session, call),
        "agent": lambda: make_person(session, organisation),
        "neighbour": lambda: make_staff(session, make_organisation(session), Role.PROGRAMME_MANAGER),
    }[who]()
    session.commit()
    client = sign_in(person)
    assert client.get(base).status == client.get(f"{base}/{row.id}").status == status
    assert client.post(f"{base}/new", LAB).status == client.post(f"{base}/{row.id}/remove").status == status


def test_a_team_is_directed_by_one_of_the_list_and_reads_it_in_its_letter(session, call, organisation, sign_in, sent):
    row = lab(session, organisation)
    project = make_project(session, call, state=State.NOT_ADMISSIBLE)
    staff = make_staff(session, call)
    session.commit()
    client, url = sign_in(staff), f"/projects/{project.id}/redirect"
    assert "Service · Essaie avec des usagers. · lab@cd.example" in plain(client.get(url).text)
    unsaid = client.post(url, {"note": "Allez-y"})
    assert (unsaid.status, "Choisissez, ou écrivez" in unsaid.text, "Allez-y" in unsaid.text) == (422, True, True)
    nameless = client.post(url, {"usual": "other", "note": "Allez-y"})
    assert (nameless.status, "Écrivez le nom du service." in nameless.text) == (422, True)

    client.post(url, {"usual": str(row.id), "name": "laissé là", "note": "Venez avec un exemple."})

    given = session.scalars(select(Redirection)).one()
    assert (given.name, given.about, given.contact) == (LAB["name"], LAB["about"], LAB["contact"])
    (mail,) = sent(session)
    for words in (*list(LAB.values())[1:], "Venez avec un exemple."):
        assert words in mail.body
    assert client.post(url, {"usual": "other", "name": "La boîte à idées"}).status == 200
    assert len(session.scalars(select(Redirection)).all()) == 2
