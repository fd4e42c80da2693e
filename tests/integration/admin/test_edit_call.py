"""The dates and places of a call."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from incubator.admin import operations, settings
from incubator.core.errors import NotAllowed, NotReady, StaleVersion
from incubator.domain.kinds import Role
from incubator.domain.models import Call, JournalEntry
from tests.factories import actor_of, make_call, make_organisation, make_staff
from tests.integration.admin.test_edit_organisation import typed


def url(call):
    return f"/calls/{call.code}/settings"


def edit(session, person, call, version=None, **changes):
    values = settings.of_call(call)
    return operations.edit_call(
        session,
        actor=actor_of(session, person),
        call=call,
        values=values | changes,
        closes_on=(changes.get("closes_at") or call.closes_at).date(),
        version=settings.version_of(values) if version is None else version,
    )


def fresh(session, call):
    session.expire_all()
    return session.get_one(Call, call.id)


def test_edit_call_changes_and_records_only_what_differs(session, call, manager):
    before, later = call.jury_on, call.jury_on + timedelta(days=1)
    edit(session, manager, call, jury_on=later, winner_places=5)
    assert (call.jury_on, call.winner_places) == (later, 5)
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.actor_id, entry.call_id) == ("edit_call", manager.id, call.id)
    assert entry.before == {"jury_on": before.isoformat(), "winner_places": 8}
    assert entry.after == {"jury_on": later.isoformat(), "winner_places": 5}


def test_edit_call_refuses_others_stale_pages_and_dates_out_of_order(session, call, manager):
    for role in (Role.SECRETARY, Role.CHAIR):
        with pytest.raises(NotAllowed):
            edit(session, make_staff(session, call, role), call)
    with pytest.raises(StaleVersion):
        edit(session, manager, call, version="older")
    with pytest.raises(NotReady):
        edit(session, manager, call, committee_on=call.jury_on + timedelta(days=1))


def test_call_page_is_for_the_programme_manager(session, call, sign_in, visitor):
    assert visitor.get(url(call)).url == "/sign-in"
    assert sign_in(make_staff(session, call)).get(url(call)).status == 403
    assert sign_in(make_staff(session, call)).post(url(call), {}).status == 403
    elsewhere = make_staff(session, make_call(session, make_organisation(session)), Role.PROGRAMME_MANAGER)
    assert sign_in(elsewhere).get(url(call)).status == 404
    assert sign_in(make_staff(session, call, Role.PROGRAMME_MANAGER)).get(url(call)).status == 200


def test_call_page_leads_to_the_questions_and_shows_grids_without_fields(call, manager, sign_in):
    page = sign_in(manager).get(url(call))
    assert page.h1 == "Réglages de l’appel"
    assert "3 questions sont posées aux équipes." in page.text
    assert "Grille : Comité de sélection" in page.text
    assert "Problem, 60 %" in page.text
    assert page.soup.select("#questions input, #grid-jury input") == []


def test_call_page_saves_dates_in_the_time_of_paris(session, call, manager, sign_in):
    client = sign_in(manager)
    day = call.closes_at.date()
    data = typed(client.get(url(call))) | {
        "closes_at": f"{day}T17:30",
        "pitch_places": "12",
        "winner_places": "12",
        "days_offered": "1.5",
    }
    page = client.post(url(call), data)
    assert page.status == 200
    assert "Les réglages de l’appel sont enregistrés." in page.text
    assert page.field("closes_at") == f"{day}T17:30"
    saved = fresh(session, call)
    utc = datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC)
    assert utc - saved.closes_at in (timedelta(hours=1), timedelta(hours=2))
    assert (saved.pitch_places, saved.winner_places, saved.days_offered) == (12, 12, 1.5)


def test_call_page_leaves_untouched_instants_to_the_second(session, call, manager, sign_in):
    opens_at, closes_at = call.opens_at, call.closes_at
    client = sign_in(manager)
    client.post(url(call), typed(client.get(url(call))) | {"readings_wanted": "4"})
    saved = fresh(session, call)
    assert (saved.opens_at, saved.closes_at, saved.readings_wanted) == (opens_at, closes_at, 4)
    assert session.scalars(select(JournalEntry)).one().after == {"readings_wanted": 4}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"closes_at": "2020-01-01T10:00"}, "closes_at"),
        ({"opens_at": "0001-01-01T00:00"}, "opens_at"),
        ({"opens_at": "9999-12-31T23:59"}, "opens_at"),
        ({"opens_at": "hier"}, "opens_at"),
        ({"jury_on": "2020-01-01"}, "jury_on"),
        ({"committee_on": ""}, "committee_on"),
        ({"pitch_places": "0"}, "pitch_places"),
        ({"pitch_places": "douze"}, "pitch_places"),
        ({"winner_places": "16"}, "winner_places"),
        ({"readings_wanted": "99999999999999999999"}, "readings_wanted"),
    ],
)
def test_call_page_keeps_what_was_typed_when_it_refuses(session, call, manager, sign_in, changes, wrong):
    before = settings.of_call(call)
    client = sign_in(manager)
    page = client.post(url(call), typed(client.get(url(call))) | changes)
    assert page.status == 422
    assert page.soup.select_one(f"#{wrong}-error")
    assert page.field(wrong) == changes[wrong]
    assert settings.of_call(fresh(session, call)) == before


def test_call_page_keeps_the_dates_when_somebody_was_faster(session, call, manager, sign_in):
    client = sign_in(manager)
    data = typed(client.get(url(call))) | {"readings_wanted": "5"}
    edit(session, manager, call, pitch_places=20)
    session.flush()
    page = client.post(url(call), data)
    assert (page.status, page.field("readings_wanted")) == (409, "5")
    assert client.post(url(call), typed(page)).status == 200


def test_settings_pages_lead_to_each_other(organisation, call, manager, sign_in):
    page = sign_in(manager).get(url(call))
    links = [link["href"] for link in page.soup.select(".tabs a")]
    assert links == [
        f"/organisations/{organisation.slug}/settings",
        f"/organisations/{organisation.slug}/roles",
        f"/organisations/{organisation.slug}/e-mails",
        f"/organisations/{organisation.slug}/redirections",
        url(call),
    ]
    assert page.soup.select_one('.tabs a[aria-current="page"]')["href"] == url(call)


def test_preview_shows_what_is_typed_and_saves_nothing(session, call, manager, sign_in):
    session.commit()
    client = sign_in(manager)
    url = f"/calls/{call.code}/settings"
    before = call.title
    values = typed(client.get(url)) | {"title": "Un titre essayé", "pitch_places": "31", "preview": "yes"}

    page = client.post(url, values)

    assert page.status == 200
    assert page.h1 == "Un titre essayé"
    assert "31 pitchs" in page.text
    assert "Rien n’est enregistré" in page.text
    session.refresh(call)
    assert (call.title, call.pitch_places) == (before, 15)
    assert client.post(url, values | {"title": ""}).status == 422
