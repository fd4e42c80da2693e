"""Dossiers that look alike: what those who run the call compare, what a team may know of others."""

import json

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import NotAllowed
from incubator.core.stems import stems
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import HelpWanted, JournalEntry, Person, ProjectLink
from incubator.domain.search import likeness
from incubator.domain.states import State
from incubator.similar import kin, operations
from tests.conftest import ROOT
from tests.factories import actor_of, declare_conflict, make_organisation, make_person, make_project, make_staff
from tests.integration.similar.conftest import BREAD

COHORT = ROOT.parent / "shared" / "data" / "betagouv_startups.jsonl"


def near(client, project):
    page = client.get(f"/projects/{project.id}/similar")
    return [link.get_text() for link in page.soup.select("#near h3 a, #kin h3 a")]


@pytest.mark.any_engine
@pytest.mark.skipif(not COHORT.exists(), reason="the public sheets of beta.gouv.fr are not beside the project")
def test_the_two_winners_with_the_same_mission_are_found_and_little_else_is() -> None:
    sheets = [json.loads(line) for line in COHORT.read_text().splitlines()]
    said = {one["id"]: likeness.said(stems(one["title"]), stems(one["mission"])) for one in sheets}
    rare = likeness.rarity(said.values())

    def like(key):
        others = {other: words for other, words in said.items() if other != key}
        return likeness.alike(said[key], others, rare, threshold=likeness.SHORT_TEXTS, limit=5)

    assert like("allo62")[0].key == "intraprenord" and like("allo62")[0].score > 0.9
    assert sum(len(like(key)) for key in sorted(said)[::20]) <= 0.75 * len(sorted(said)[::20])


@pytest.mark.any_engine
def test_a_mere_figure_is_nothing_in_common() -> None:
    texts = {1: "3 agents en 2024 pour l’article 432", 2: "3 mois en 2024, 12 pages de l’article 432", 3: "12 vélos"}
    said = {key: likeness.said([], stems(text)) for key, text in texts.items()}
    found = likeness.alike(said.pop(1), said, likeness.rarity([*said.values()] * 2), threshold=0, limit=5)
    assert [(one.key, sorted(one.stems)) for one in found] == [(2, ["2024", "432", "articl"])]


def test_staff_are_proposed_the_dossiers_that_look_alike_with_the_words_in_common(session, sign_in, world):
    page = sign_in(world.secretary).get(f"/projects/{world.bread.id}/similar")

    assert near(sign_in(world.secretary), world.bread) == ["Cantines sans poubelle"]
    assert {"cantines", "pain"} <= {word.get_text() for word in page.soup.select("#near .words li")}
    assert near(sign_in(world.secretary), world.roads) == []


def test_a_dossier_one_stays_away_from_is_neither_proposed_nor_compared(session, sign_in, world):
    declare_conflict(session, world.secretary, world.waste)
    session.commit()
    client = sign_in(world.secretary)

    assert near(client, world.bread) == []
    assert client.get(f"/projects/{world.bread.id}/compare?with={world.waste.id}").status == 404
    assert client.get(f"/projects/{world.waste.id}/similar").status == 404
    elsewhere = make_staff(session, make_organisation(session))
    assert sign_in(elsewhere).get(f"/projects/{world.bread.id}/similar").status == 404


def test_staff_compare_two_dossiers_link_them_and_take_the_link_away(session, sign_in, world):
    client = sign_in(world.secretary)
    url = f"/projects/{world.bread.id}/compare?with={world.waste.id}"
    page = client.get(url)
    assert {"cantines", "pain", "légumes"} <= {mark.get_text().lower() for mark in page.soup.select("mark")}

    assert client.post(url, {"note": "Sans choix"}).status == 422
    linked = client.post(url, {"kind": "same_need", "note": "Mêmes cuisines"})
    again = client.post(f"/projects/{world.waste.id}/compare?with={world.bread.id}", {"kind": "duplicate"})

    assert "Même besoin" in linked.text and "Mêmes cuisines" in linked.text
    assert "Du pain dans les cantines" in again.text and "Doublon" in again.text
    assert len(session.scalars(select(ProjectLink)).all()) == 1
    events = select(JournalEntry.project_id).where(JournalEntry.event == "link_projects")
    assert set(session.scalars(events)) == {world.bread.id, world.waste.id}

    client.post(f"/projects/{world.bread.id}/unlink", {"other": str(world.waste.id)})
    assert session.scalars(select(ProjectLink)).all() == []


def test_an_agent_is_told_of_public_projects_and_of_teams_that_look_for_help_alone(session, sign_in, world):
    owner = session.get_one(Person, world.bread.owner_id)
    mission = "Moins de pain et de légumes jetés dans les cantines des collèges"
    neighbour, elsewhere = make_person(session, world.organisation), make_organisation(session)
    make_project(session, world.before, title="Zéro gaspi", state=State.MENTORING, mission=mission)
    looking = make_project(session, world.now, title="Le pain des cantines", state=State.DRAFT, owner=neighbour)
    session.add(HelpWanted(project_id=looking.id, sentence=f"Les cantines ? {mission}", asked_at=clock.now()))
    for title, state in (("Refusé", State.NOT_SELECTED), ("Brouillon", State.DRAFT), ("Concurrent", State.SUBMITTED)):
        make_project(session, world.now, title=f"{title} : pain des cantines", state=state, mission=mission)
    abroad = make_project(session, world.now, title="Pain d’ailleurs", state=State.DRAFT, organisation_id=elsewhere.id)
    session.add(HelpWanted(project_id=abroad.id, sentence=mission, asked_at=clock.now()))
    session.commit()

    assert set(near(sign_in(owner), world.bread)) == {"Zéro gaspi", "Le pain des cantines"}


def test_a_link_to_a_dossier_one_stays_away_from_is_neither_shown_nor_changed(session, sign_in, world):
    both = {"project": world.bread, "other": world.waste}
    operations.link(session, actor=actor_of(session, world.secretary), kind=LinkKind.SAME_NEED, **both)
    session.commit()
    url = f"/projects/{world.bread.id}/similar"
    assert "Cantines sans poubelle" in sign_in(world.secretary).get(url).soup.select_one("main").get_text()
    declare_conflict(session, world.secretary, world.waste)
    session.commit()
    actor = actor_of(session, world.secretary)

    assert "Cantines sans poubelle" not in sign_in(world.secretary).get(url).text
    with pytest.raises(NotAllowed):
        operations.link(session, actor=actor, kind=LinkKind.DUPLICATE, **both)
    with pytest.raises(NotAllowed):
        operations.unlink(session, actor=actor, **both)
    assert session.scalars(select(ProjectLink.kind)).all() == [LinkKind.SAME_NEED]


def test_a_project_is_not_near_itself(session, world):
    project = make_project(session, world.now, state=State.MENTORING, mission=BREAD, answers={"problem": BREAD})
    session.commit()

    actor = actor_of(session, world.secretary)
    assert project not in [one.project for one in kin.kin_of(session, actor, project)]
