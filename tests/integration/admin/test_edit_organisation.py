"""The settings of an organisation and its programme."""

import pytest
from sqlalchemy import select

from incubator.admin import operations, settings
from incubator.core.errors import NotAllowed, NotReady, StaleVersion
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Organisation, Programme
from incubator.domain.queries import find_organisation
from tests.factories import actor_of, make_organisation, make_person, make_staff


def url(organisation):
    return f"/organisations/{organisation.slug}/settings"


def typed(page):
    """Return what the form holds, ready to be posted back."""
    kept = "main form.form [name]:not([type=checkbox], button), main form.form [type=checkbox][checked]"
    controls = page.soup.select(kept)
    return {control["name"]: page.field(control["name"]) for control in controls}


def edit(session, person, organisation, version=None, **changes):
    actor = actor_of(session, person)
    found = find_organisation(session, actor, organisation.slug)
    values = settings.of_organisation(found)
    return operations.edit_organisation(
        session,
        actor=actor,
        organisation=found,
        values=values | changes,
        version=settings.version_of(values) if version is None else version,
    )


def test_edit_organisation_changes_and_records_only_what_differs(session, organisation, manager):
    old_name = organisation.name
    edit(session, manager, organisation, name="Ville de Lirac", programme_name="La Fabrique", accent="#1d4b75")
    assert (organisation.name, organisation.accent, organisation.programme.name) == (
        "Ville de Lirac",
        "#1d4b75",
        "La Fabrique",
    )
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.actor_id, entry.organisation_id) == ("edit_organisation", manager.id, organisation.id)
    assert entry.after == {"name": "Ville de Lirac", "programme_name": "La Fabrique", "accent": "#1d4b75"}
    assert entry.before["name"] == old_name


def test_edit_organisation_records_nothing_when_nothing_differs(session, organisation, manager):
    edit(session, manager, organisation)
    assert session.scalars(select(JournalEntry)).all() == []


def test_edit_organisation_refuses_others_stale_pages_and_pale_colours(session, organisation, call, manager):
    actor = actor_of(session, make_staff(session, call, Role.PROGRAMME_MANAGER))
    with pytest.raises(NotAllowed):
        operations.edit_organisation(session, actor=actor, organisation=organisation, values={}, version="")
    with pytest.raises(StaleVersion):
        edit(session, manager, organisation, version="older")
    with pytest.raises(NotReady):
        edit(session, manager, organisation, accent="#ffcc00")


def test_settings_page_is_for_those_who_manage_the_organisation(session, organisation, sign_in, visitor):
    assert visitor.get(url(organisation)).url == "/sign-in"
    assert sign_in(make_person(session, organisation)).get(url(organisation)).status == 403
    assert sign_in(make_staff(session, organisation, Role.SECRETARY)).get(url(organisation)).status == 403
    other = make_staff(session, make_organisation(session), Role.PROGRAMME_MANAGER)
    assert sign_in(other).get(url(organisation)).status == 404
    assert sign_in(other).post(url(organisation), {"name": "Volée"}).status == 404
    assert sign_in(make_staff(session, organisation, Role.ADMINISTRATOR)).get(url(organisation)).status == 200


def test_settings_page_saves_and_says_so(session, organisation, manager, sign_in):
    client = sign_in(manager)
    data = typed(client.get(url(organisation)))
    data |= {
        "tagline": "Vos idées, nos moyens",
        "tagline_en": "Your ideas",
        "second": "7A4E1D",
        "legal_notice": "Éditeur",
    }
    page = client.post(url(organisation), data)
    assert page.status == 200
    assert page.h1 == "Organisation et programme"
    assert "Les réglages de l’organisation sont enregistrés." in page.text
    session.expire_all()
    saved = session.get_one(Organisation, organisation.id)
    programme = session.scalars(select(Programme).where(Programme.organisation_id == saved.id)).one()
    assert (programme.tagline, programme.tagline_en) == ("Vos idées, nos moyens", "Your ideas")
    assert (saved.second, saved.legal_notice) == ("#7a4e1d", "Éditeur")


def test_settings_page_refuses_a_pale_colour_with_its_ratio(session, organisation, manager, sign_in):
    client = sign_in(manager)
    data = typed(client.get(url(organisation))) | {"accent": "#ffcc00", "name": "Autre nom"}
    page = client.post(url(organisation), data)
    assert page.status == 422
    assert "son contraste avec le papier est de 1,3 pour 1, il en faut au moins 4,5 pour 1" in page.text
    assert (page.field("accent"), page.field("name")) == ("#ffcc00", "Autre nom")
    session.expire_all()
    assert session.get_one(Organisation, organisation.id).accent == "#0f5c63"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"programme_name": ""},
        {"accent": "bleu"},
        {"accent": "#0f5c63;}body{}"},
        {"contact_email": "contact@"},
        {"tagline": "a" * 241},
        {"presentation": "a" * 4001},
    ],
)
def test_settings_page_keeps_what_was_typed_when_it_refuses(organisation, manager, sign_in, changes):
    client = sign_in(manager)
    page = client.post(url(organisation), typed(client.get(url(organisation))) | changes)
    assert page.status == 422
    (name, value), *_ = changes.items()
    assert page.field(name) == value.strip()
    assert page.soup.select_one(f"#{name}-error")


def test_settings_page_keeps_the_text_when_somebody_was_faster(session, organisation, manager, sign_in):
    client = sign_in(manager)
    data = typed(client.get(url(organisation))) | {"name": "Mon nom"}
    edit(session, manager, organisation, tagline="Changée entre-temps")
    session.flush()
    page = client.post(url(organisation), data)
    assert (page.status, page.field("name")) == (409, "Mon nom")
    assert "Quelqu’un a enregistré ces réglages entre-temps" in page.text
    assert client.post(url(organisation), typed(page)).status == 200


def test_settings_page_shows_each_colour_with_its_contrast(organisation, manager, sign_in):
    page = sign_in(manager).get(url(organisation))
    assert "Contraste avec le papier : 7,1 pour 1." in page.text
    assert [box["fill"] for box in page.soup.select("main svg rect")][1::2] == ["#0f5c63", "#7a4e1d"]
