"""Tags: on one dossier, in the list, renamed, coloured, taken away; never another call's."""

import pytest
from sqlalchemy import select

from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, ProjectTag, Tag
from incubator.screening import tagging
from tests.factories import actor_of, declare_conflict, make_call, make_project, make_staff
from tests.texts import plain


def put(client, project, name):
    return client.post(f"/projects/{project.id}/tags", {"name": name})


def test_a_tag_is_made_on_the_fly_filtered_by_renamed_and_removed(session, sign_in, call, secretary):
    tagged, other = make_project(session, call, title="Abri"), make_project(session, call, title="Zèbre")
    session.commit()
    client = sign_in(secretary)
    page = put(client, tagged, "À revoir")
    assert plain(page.soup.select_one('#tags [name="remove"]').get_text(strip=True)) == "Retirer « À revoir »"
    put(client, other, "à REVOIR")  # the same word
    tag = session.scalars(select(Tag)).one()
    client.post(f"/projects/{other.id}/tags", {"remove": str(tag.id)})
    journal = client.get(f"/projects/{other.id}/journal").soup.select(".timeline-note")
    assert [note.get_text() for note in journal[:2]] == ["À revoir", "À revoir"]  # taken away, put

    page = client.get(f"/calls/{call.code}/screening?state=all&tag={tag.id}")
    assert [link.get_text() for link in page.soup.select("tbody th a")] == ["Abri"]
    assert "Étiquette : À revoir" in page.text

    one = f"/calls/{call.code}/screening/tags/{tag.id}"
    assert client.post(one, {"name": "", "tone": "good"}).status == 422
    page = client.post(one, {"name": "Revu", "tone": "good"})
    assert page.soup.select_one("tbody .tag-good").get_text(strip=True) == "Revu"
    client.post(f"{one}/delete")
    assert session.scalars(select(ProjectTag)).all() == []


def test_a_taken_name_is_refused(session, sign_in, call, secretary):
    project = make_project(session, call)
    session.commit()
    client = sign_in(secretary)
    put(client, project, "Un")
    put(client, project, "Deux")
    one = session.scalars(select(Tag).where(Tag.name == "Un")).one()
    page = client.post(f"/calls/{call.code}/screening/tags/{one.id}", {"name": "deux", "tone": "stop"})
    assert (page.status, page.field("name")) == (409, "deux")


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.JUROR, Role.COACH])
def test_tags_are_for_those_who_run_the_call(session, sign_in, call, role):
    project = make_project(session, call)
    session.commit()
    person = make_staff(session, call, role)
    assert put(sign_in(person), project, "Secret").status in (403, 404)
    assert session.scalars(select(Tag)).all() == []


def test_a_tag_of_another_call_changes_nothing_here(session, sign_in, call, secretary):
    other = make_call(session, call.organisations[0])
    elsewhere = make_project(session, other)
    session.commit()
    put(sign_in(make_staff(session, other)), elsewhere, "Ailleurs")
    tag = session.scalars(select(Tag)).one()
    assert sign_in(secretary).get(f"/calls/{call.code}/screening/tags/{tag.id}").status == 404


def test_a_tag_goes_on_dossiers_of_its_call_and_says_so_in_their_journals(session, call):
    person = make_staff(session, call.organisations[0])
    tagged, hidden = make_project(session, call), make_project(session, call)
    elsewhere = make_project(session, make_call(session, call.organisations[0]))
    actor = actor_of(session, person)
    tag = tagging.tag_named(session, actor=actor, call=call, name="Vu")
    both = {"actor": actor, "tag_id": tag.id}

    assert tagging.tag(session, projects=[tagged, hidden, elsewhere], **both) == [tagged, hidden]
    assert tagging.tag(session, projects=[tagged], **both) == []
    assert tagging.uses_of(session, actor, call) == {tag.id: 2}
    assert tagging.untag(session, projects=[tagged, elsewhere], **both) == [tagged]

    entries = session.scalars(select(JournalEntry).where(JournalEntry.project_id == tagged.id)).all()
    said = [(one.event, one.before, one.after) for one in entries]
    assert said == [("tag_project", None, {"tag": "Vu"}), ("untag_project", {"tag": "Vu"}, None)]
    declare_conflict(session, person, hidden)
    assert tagging.uses_of(session, actor_of(session, person), call) == {}  # not even how many


def test_tags_have_a_limit(session, sign_in, call, secretary, monkeypatch):
    monkeypatch.setattr(tagging, "TAGS_LIMIT", 1)
    project = make_project(session, call)
    session.commit()
    client = sign_in(secretary)
    put(client, project, "Un")

    assert "1 étiquettes au plus" in put(client, project, "Deux").text
    assert session.scalars(select(Tag.name)).all() == ["Un"]
