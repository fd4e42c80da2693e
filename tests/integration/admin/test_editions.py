"""One edition after another: prepared from the last, out of sight, then shown to everybody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from incubator.admin import editions, settings
from incubator.core.errors import NotReady
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Criterion, JournalEntry, Project, Question, RoleGrant, Tag
from tests.factories import actor_of, grant, make_call, make_organisation, make_person, make_project, make_staff
from tests.integration.admin.test_edit_organisation import typed


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def copied(client, call, **changes):
    url = f"/calls/{call.code}/copy"
    page = client.get(url)
    data = typed(page) | {"title": "Troisième édition", "code": "edition-trois", "with_roles": "y"} | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def new_call(session):
    session.expire_all()
    return session.scalars(select(Call).where(Call.code == "edition-trois")).one()


def lines(session, model, call):
    own = {"id", "created_at", "call_id"}
    names = [column.key for column in model.__mapper__.column_attrs if column.key not in own]
    rows = session.scalars(select(model).where(model.call_id == call.id))
    return sorted([tuple(str(getattr(row, name)) for name in names) for row in rows])


def test_next_edition_takes_texts_form_grids_and_the_rhythm_of_the_last(session, call, manager, client):
    call.text, call.themes, call.pitch_places = "Proposez !\n\nEn vingt minutes.", ["Mobilités"], 9
    call.applicants, call.agreement_required, call.days_offered = Applicants.INVITED, AgreementMoment.NEVER, 1.5
    call.organisations.append(make_organisation(session))
    session.add(Tag(call_id=call.id, name="Santé"))
    make_project(session, call)
    session.commit()

    page = copied(client, call)

    assert page.status == 200
    new = new_call(session)
    assert page.url == "/calls/edition-trois/settings"
    assert (new.title, new.text, new.themes, new.pitch_places, new.public) == (
        "Troisième édition", call.text, ["Mobilités"], 9, False,
    )  # fmt: skip
    assert new.jury_on - call.jury_on == timedelta(weeks=52) == new.committee_on - call.committee_on
    assert abs((new.closes_at - call.closes_at) - timedelta(weeks=52)) <= timedelta(hours=1, minutes=1)
    for one in (new, call):
        session.refresh(one, ["organisations"])
    assert len(new.organisations) == len(call.organisations) == 2
    for name in (*settings.PLACES, *settings.CHOICES):
        assert getattr(new, name) == getattr(call, name), name
    for model in (Question, Criterion, Tag):
        assert lines(session, model, new) == lines(session, model, call) != []
    assert session.scalar(select(func.count(Project.id)).where(Project.call_id == new.id)) == 0
    entry = session.scalars(select(JournalEntry).where(JournalEntry.event == "copy_call")).one()
    assert (entry.actor_id, entry.call_id, entry.after["from"]) == (manager.id, new.id, call.code)


@pytest.mark.parametrize(
    ("box", "kept"), [("y", {"secretary", "juror", "programme_manager"}), (None, {"programme_manager"})]
)
def test_roles_come_along_when_asked_and_those_who_manage_always(session, call, sign_in, box, kept):
    manager = make_staff(session, call, Role.PROGRAMME_MANAGER)
    make_staff(session, call, Role.SECRETARY)
    grant(session, make_person(session), Role.JUROR, call)
    gone = make_staff(session, call, Role.CHAIR)
    session.scalars(select(RoleGrant).where(RoleGrant.person_id == gone.id)).one().ended_at = call.opens_at
    session.commit()

    assert copied(sign_in(manager), call, with_roles=box).status == 200

    roles = session.scalars(select(RoleGrant.role).where(RoleGrant.call_id == new_call(session).id)).all()
    assert {role.value for role in roles} == kept


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "Édition 3"}, "Écrivez des minuscules, des chiffres et des tirets"),
        ({"code": "edition-3/bis"}, "Écrivez des minuscules, des chiffres et des tirets"),
        ({"code": ""}, "Écrivez un code."),
        ({"title": " "}, "Écrivez un titre."),
        ({"closes_at": "2020-01-01T10:00"}, "La clôture vient après l’ouverture."),
        ({"opens_at": ""}, "Choisissez une date et une heure."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(session, call, client, changes, sentence):
    session.commit()
    page = copied(client, call, title_en="Third edition", **{"title": "Troisième", **changes})
    assert page.status == 422
    assert sentence in page.text
    assert page.field("title_en") == "Third edition"
    assert session.scalar(select(func.count(Call.id))) == 1


@pytest.mark.parametrize("code", ["passerelle-{year}", "edition-sans-annee"])
def test_code_of_the_next_edition_is_proposed_when_the_last_says_its_year(session, call, client, code):
    call.code = code.format(year=call.opens_at.year)
    session.commit()
    page = client.get(f"/calls/{call.code}/copy")
    year = page.soup.select_one("#opens_at")["value"][:4]
    proposed = page.soup.select_one("#code").get("value", "")
    assert proposed == (code.format(year=year) if "{year}" in code and year != str(call.opens_at.year) else "")


def test_code_that_is_taken_is_refused(session, call, client):
    session.commit()
    page = copied(client, call, code=call.code)
    assert page.status == 409
    assert f"Le code « {call.code} » est déjà pris" in page.text
    assert page.field("title") == "Troisième édition"


def test_edition_in_preparation_is_seen_by_those_who_have_a_part_in_it(
    session, organisation, call, client, sign_in, visitor
):
    agent = make_person(session, organisation=organisation)
    stranger = make_staff(session, make_call(session, make_organisation(session)), Role.PROGRAMME_MANAGER)
    both = grant(session, make_person(session, organisation=organisation), Role.PROGRAMME_MANAGER, organisation)
    session.commit()
    page = copied(client, call, opens_at="2020-01-06T09:00", closes_at="2099-01-06T09:00")
    assert "Appel en préparation" in page.text

    assert "Appel à relire, puis à rendre public" in client.get("/to-do").text
    for person in (visitor, sign_in(agent), sign_in(stranger)):
        assert person.get("/calls/edition-trois").status == 404
        assert "Troisième édition" not in person.get("/").text
    assert sign_in(agent).get("/calls/edition-trois/propose").status == 404
    assert "Troisième édition" not in sign_in(agent).get("/to-do").text
    assert "Troisième édition" not in sign_in(agent).get("/projects").text
    assert "Cet appel est en préparation" in client.get("/calls/edition-trois").text
    assert sign_in(both).post("/calls/edition-trois/propose").status == 409
    assert "Proposer un projet" not in sign_in(both).get("/calls/edition-trois").text

    shown = client.post("/calls/edition-trois/visibility", {"public": "yes"})
    assert "L’appel est public" in shown.text
    assert "Troisième édition" in visitor.get("/").text
    assert sign_in(agent).get("/calls/edition-trois/propose").status == 200
    assert sign_in(stranger).get("/calls/edition-trois/settings").status == 404
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.call_id == new_call(session).id)).all()
    assert set(events) == {"copy_call", "show_call"}


def test_call_goes_back_to_its_preparation_until_somebody_begins_a_dossier(session, call, client, visitor):
    session.commit()
    assert "Remettre en préparation" in client.get(f"/calls/{call.code}/settings").text
    assert "de nouveau en préparation" in client.post(f"/calls/{call.code}/visibility", {"public": "no"}).text
    assert visitor.get(f"/calls/{call.code}").status == 404
    client.post(f"/calls/{call.code}/visibility", {"public": "yes"})
    make_project(session, call)
    session.commit()
    assert "Remettre en préparation" not in client.get(f"/calls/{call.code}/settings").text
    assert client.post(f"/calls/{call.code}/visibility", {"public": "no"}).status == 409
    assert visitor.get(f"/calls/{call.code}").status == 200


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR, Role.COMMITTEE_MEMBER])
def test_editions_are_for_the_programme_manager(session, call, sign_in, role):
    client = sign_in(make_staff(session, call, role))
    session.commit()
    assert client.get(f"/calls/{call.code}/copy").status == 403
    for act in ("copy", "visibility", "open-now", "close-now", "postpone"):
        assert client.post(f"/calls/{call.code}/{act}").status == 403


def test_texts_of_a_call_are_edited_with_its_dates(session, call, client, visitor):
    session.commit()
    url = f"/calls/{call.code}/settings"
    words = {
        "title": "L’appel des idées",
        "text": "Un premier paragraphe.\r\n\r\nUn second.",
        "themes": "Eau\r\n\r\nForêts\r\nEau",
    }
    page = client.post(url, typed(client.get(url)) | words)
    assert page.status == 200
    session.refresh(call)
    assert (call.title, call.text, call.themes) == (
        "L’appel des idées",
        "Un premier paragraphe.\n\nUn second.",
        ["Eau", "Forêts"],
    )
    assert visitor.get(f"/calls/{call.code}").h1 == "L’appel des idées"
    client.post(url, typed(client.get(url)))  # nothing was changed: nothing is recorded
    assert session.scalar(select(func.count()).where(JournalEntry.event == "edit_call")) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Écrivez un titre."),
        ({"themes": "\n".join(f"Thème {n}" for n in range(21))}, "Vous proposez 21 thèmes : gardez-en 20 au plus."),
        ({"themes": "t" * 121}, "Un thème compte 120 caractères au plus."),
    ],
)
def test_texts_that_cannot_be_are_refused(session, call, client, changes, sentence):
    session.commit()
    url = f"/calls/{call.code}/settings"
    page = client.post(url, typed(client.get(url)) | {"pitch_places": "11"} | changes)
    assert page.status == 422
    assert sentence in page.text
    assert page.field("pitch_places") == "11"


def test_an_edition_that_closes_as_it_opens_is_refused_by_the_act_itself(session, call, manager):
    now = call.opens_at
    edition = editions.Edition("edition-trois", "Trois", "", opens_at=now, closes_at=now, closes_on=now.date())
    facts = {"actor": actor_of(session, manager), "call": call, "closed_on": now.date(), "with_roles": False}

    with pytest.raises(NotReady, match="après l’ouverture"):
        editions.copy_call(session, edition=edition, **facts)
