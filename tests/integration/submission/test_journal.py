"""The tab « Journal »: what happened, as each may read it."""

from typing import Any

from sqlalchemy.orm import Session

from incubator.domain.models import JournalEntry
from incubator.domain.states import State
from tests.factories import make_organisation, make_person, make_project, make_staff
from tests.integration.submission.conftest import World


def _sentences(page: Any) -> list[str]:
    return [line.text.strip() for line in page.soup.select(".timeline-sentence")]


def test_journal_tells_the_team_what_it_did(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    client.post(f"{world.url}/submit")
    client.post(f"{world.url}/withdraw", {"reason": "Je change de service."})

    page = client.get(f"{world.url}/journal")

    assert page.h1 == world.project.title
    acts = [said for said in _sentences(page) if not said.startswith("Courriel")]
    assert acts == ["Dossier retiré par l’équipe", "Dossier déposé"]
    assert "Adèle Vauquelin" in " ".join(when.text for when in page.soup.select(".timeline-when"))
    assert "Je change de service." in page.text


def test_journal_hides_the_inside_of_the_programme_from_the_team(session: Session, sign_in: Any, world: World) -> None:
    project = make_project(session, world.call, owner=world.owner, state=State.UNDER_REVIEW)
    secretary = make_staff(session, world.call)
    session.add_all(
        [
            JournalEntry(project_id=project.id, event="assign_reader", actor_id=secretary.id),
            JournalEntry(project_id=project.id, event="admit", actor_id=secretary.id),
        ]
    )
    session.flush()

    for_team = sign_in(world.owner).get(f"/projects/{project.id}/journal")
    for_staff = sign_in(secretary).get(f"/projects/{project.id}/journal")

    assert _sentences(for_team) == ["Dossier recevable"]
    assert secretary.name not in for_team.text
    assert _sentences(for_staff) == ["Dossier recevable", "Lecteur désigné"]


def test_journal_when_nothing_happened(sign_in: Any, world: World) -> None:
    assert "Rien à raconter pour l’instant" in sign_in(world.owner).get(f"{world.url}/journal").text


def test_journal_does_not_exist_for_others(session: Session, sign_in: Any, world: World) -> None:
    stranger = make_person(session, make_organisation(session))

    assert sign_in(stranger).get(f"{world.url}/journal").status == 404


def test_journal_costs_the_same_at_any_length(session: Session, sign_in: Any, world: World, count_queries: Any) -> None:
    client = sign_in(world.owner)

    def happen(times: int) -> None:
        for _ in range(times):
            person = make_person(session, world.organisation)
            session.add(JournalEntry(project_id=world.project.id, event="edit_project", actor_id=person.id))
        session.flush()

    happen(3)
    with count_queries() as few:
        client.get(f"{world.url}/journal")
    happen(27)
    with count_queries() as many:
        client.get(f"{world.url}/journal")

    assert len(few) == len(many)


def test_journal_goes_on_over_several_pages(session: Session, sign_in: Any, world: World) -> None:
    session.add_all(
        [
            JournalEntry(project_id=world.project.id, event="edit_project", actor_id=world.owner.id, note=f"Essai {n}.")
            for n in range(26)
        ]
    )
    session.flush()
    client = sign_in(world.owner)

    first, second = (client.get(f"{world.url}/journal?page={number}") for number in (1, 2))

    assert (len(_sentences(first)), len(_sentences(second))) == (25, 1)
    assert "Essai 25." in first.text and "Essai 0." in second.text
    assert [link["href"] for link in first.soup.select(".pages a[rel=next]")] == [f"{world.url}/journal?page=2"]
