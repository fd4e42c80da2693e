"""Saved views: named, own or shared, opening the list, renamed, deleted; filters that stick."""

import pytest
from sqlalchemy import select

from incubator.domain.kinds import Role
from incubator.domain.models import DefaultView, SavedView
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_project, make_staff


def url(call, rest=""):
    return f"/calls/{call.code}/screening{rest}"


def titles(page):
    return [link.get_text() for link in page.soup.select("tbody th a")]


def save(client, call, name, query="?state=all&sort=title", **data):
    client.get(url(call, query))
    return client.post(url(call, "/views"), {"name": name, **data})


def test_a_view_keeps_what_the_list_shows_and_opens_it_again(session, sign_in, call, secretary):
    make_project(session, call, title="Abri", theme="Mobilités")
    make_project(session, call, title="Zèbre", theme="Solidarités")
    client = sign_in(secretary)
    page = save(client, call, "Mobilités à voir", "?state=submitted&theme=Mobilités&sort=title")
    assert "« Mobilités à voir » est enregistrée" in page.text
    page = client.get(url(call, "?state=all"))
    link = next(link for link in page.soup.select("main a") if link.get_text(strip=True) == "Mobilités à voir")
    assert titles(client.get(link["href"])) == ["Abri"]
    page = client.get(url(call, "/views"))
    assert "État : Déposé · Thème : Mobilités" in page.text


def test_a_name_is_wanted_and_stands_for_one_view(session, sign_in, call, secretary):
    client = sign_in(secretary)
    assert save(client, call, " ").status == 422
    save(client, call, "Vue", "?state=all")
    save(client, call, "Vue", "?state=admissible")
    assert [view.filters["state"] for view in session.scalars(select(SavedView))] == ["admissible"]


def test_a_shared_view_is_opened_by_colleagues_and_changed_by_its_author(session, sign_in, call, secretary):
    colleague = make_staff(session, call, Role.PROGRAMME_MANAGER)
    mine = sign_in(secretary)
    save(mine, call, "Commune", shared="y")
    save(mine, call, "À moi")
    shared, own = (
        session.scalars(select(SavedView).where(SavedView.name == name)).one() for name in ("Commune", "À moi")
    )

    other = sign_in(colleague)
    page = other.get(url(call, "/views"))
    assert "Commune" in page.text and "À moi" not in page.text
    listed = other.get(url(call, "?state=all")).text
    assert "Commune" in listed and "À moi" not in listed
    assert other.get(url(call, f"/views/{own.id}")).status == 404
    assert other.post(url(call, f"/views/{shared.id}/delete")).status == 403
    assert other.post(url(call, f"/views/{shared.id}/default"), {"always": "yes"}).status == 200
    assert mine.post(url(call, f"/views/{shared.id}/edit"), {"name": "Reprise"}).status == 200  # no longer shared

    assert session.scalars(select(DefaultView)).all() == []
    assert "Reprise" not in other.get(url(call, "/views")).text


def test_the_list_opens_on_the_default_view_until_something_else_is_asked(session, sign_in, call, secretary):
    make_project(session, call, title="Déposé")
    make_project(session, call, title="Admis", state=State.ADMISSIBLE)
    save(sign_in(secretary), call, "Admis", "?state=admissible", always="y")

    fresh = sign_in(secretary)  # another browser: nothing is remembered there
    assert titles(fresh.get(url(call))) == ["Admis"]
    fresh.get(url(call, "?state=all"))
    assert len(titles(fresh.get(url(call)))) == 2  # filters stick
    view = session.scalars(select(SavedView)).one()
    fresh.post(url(call, f"/views/{view.id}/delete"))
    assert session.scalars(select(SavedView)).all() == session.scalars(select(DefaultView)).all() == []


def test_two_views_of_one_person_do_not_share_a_name(session, sign_in, call, secretary):
    client = sign_in(secretary)
    save(client, call, "Une")
    save(client, call, "Deux")
    one = session.scalars(select(SavedView).where(SavedView.name == "Une")).one()
    page = client.post(url(call, f"/views/{one.id}/edit"), {"name": "Deux"})
    assert (page.status, page.field("name")) == (409, "Deux")


@pytest.mark.parametrize("path", ["/views", "/tags"])
def test_views_and_tags_are_for_those_who_run_the_call(session, sign_in, call, path):
    assert sign_in(make_staff(session, call, Role.JUROR)).get(url(call, path)).status == 403
    elsewhere = make_staff(session, make_call(session, make_organisation(session)))
    assert sign_in(elsewhere).get(url(call, path)).status == 404
