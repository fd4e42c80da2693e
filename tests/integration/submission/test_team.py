"""Who is in the team, leaving it, taking somebody out, handing the project over."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.domain.models import (
    Conflict,
    Invitation,
    JournalEntry,
    Person,
    Project,
    TeamMember,
)
from incubator.domain.states import State
from incubator.submission import team
from tests.factories import actor_of, make_person, make_staff
from tests.integration.submission.conftest import World, join, join_by_invitation, people_of


@pytest.fixture
def paul(session: Session, world: World) -> Person:
    """Somebody of the team."""
    person = make_person(session, world.organisation, name="Paul Lecomte")
    join(session, world.project, person, "Relais terrain")
    return person


def last(session: Session) -> JournalEntry:
    return session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()


def owner_of(session: Session, project: Project) -> object:
    return session.scalars(select(Project.owner_id).where(Project.id == project.id)).one()


def line_of(session: Session, person: Person) -> TeamMember:
    return session.scalars(select(TeamMember).where(TeamMember.person_id == person.id)).one()


def test_page_says_who_is_in_the_team_and_who_carries_the_project(
    session: Session, sign_in: Any, world: World, paul: Person
) -> None:
    session.add(TeamMember(project_id=world.project.id, name="Inès Roy", role="Juriste"))
    session.flush()

    page = sign_in(paul).get(f"{world.url}/team")

    lines = [" ".join(line.get_text(" ").split()) for line in page.soup.select("#team tbody tr")]
    assert [words.split("@")[0].rsplit(" ", 1)[0] for words in lines[:2]] == [world.owner.name, "Paul Lecomte"]
    assert "Porte le projet" in lines[0]
    assert "Relais terrain" in lines[1]
    assert "Inès Roy nommée dans le dossier, sans compte ici Juriste" in lines[2]
    assert "Retirer" not in page.soup.select_one("#team").text
    assert page.soup.select_one(f'a[href="{world.url}/team/leave"]')


def test_page_is_reached_from_the_dossier_and_from_its_form(sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)

    for address in (world.url, f"{world.url}/edit"):
        assert client.get(address).soup.select(f'main a[href="{world.url}/team"]')


@pytest.mark.parametrize("act", ["", "/leave", "/remove", "/hand-over", "/resend", "/cancel"])
def test_page_is_for_the_team_alone(session: Session, sign_in: Any, world: World, act: str) -> None:
    world.project.state, world.project.submitted_at = State.SUBMITTED, clock.now()
    stranger, staff = make_person(session, world.organisation), make_staff(session, world.call)

    assert sign_in(stranger).post(f"{world.url}/team{act}").status == 404
    assert sign_in(staff).post(f"{world.url}/team{act}").status == 403
    assert "/team" not in str(sign_in(staff).get(world.url).soup.select("main a"))


def test_page_asks_the_same_whatever_the_number(
    session: Session, sign_in: Any, world: World, count_queries: Any
) -> None:
    counts = []
    for number in (1, 6):
        for index in range(number):
            guest = make_person(session, world.organisation)
            join(session, world.project, guest)
            session.add(
                Invitation(
                    project_id=world.project.id,
                    email=f"{number}.{index}@x.example",
                    invited_by_id=guest.id,
                    sent_at=clock.now() - timedelta(hours=2),
                    expires_at=clock.now() + timedelta(days=1),
                )
            )
        session.commit()
        client = sign_in(world.owner)
        with count_queries() as queries:
            page = client.get(f"{world.url}/team")
        counts.append(len(queries))

    assert page.text.count("Renvoyer") == 7
    assert counts[0] == counts[1]


def test_leaving_closes_the_dossier_and_tells_the_owner(
    session: Session, sign_in: Any, world: World, paul: Person, sent: Any
) -> None:
    client = sign_in(paul)
    assert client.get(f"{world.url}/team/leave").h1 == "Quitter l’équipe"
    assert paul.id in people_of(session, world.project)

    page = client.post(f"{world.url}/team/leave")

    assert page.h1 == "Mes projets"
    assert people_of(session, world.project) == {world.owner.id}
    assert client.get(world.url).status == 404
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("member_left", world.owner.email)
    assert "Paul Lecomte" in mail.body
    assert (last(session).event, last(session).before) == (
        "leave_team",
        {"member": "Paul Lecomte", "role": "Relais terrain"},
    )
    assert client.post(f"{world.url}/team/leave").status == 404


def test_owner_does_not_leave(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    client = sign_in(world.owner)

    assert "confiez-le d’abord" in client.get(f"{world.url}/team/leave").text
    page = client.post(f"{world.url}/team/leave")

    assert page.status == 409
    assert people_of(session, world.project) == {world.owner.id}
    assert sent(session) == []


def test_owner_takes_somebody_out(session: Session, sign_in: Any, world: World, paul: Person, sent: Any) -> None:
    url = f"{world.url}/team/remove?member={line_of(session, paul).id}"
    client = sign_in(world.owner)

    assert client.get(url).h1 == "Retirer Paul Lecomte de l’équipe"
    assert "ne fait plus partie de l’équipe" in client.post(url).text

    assert people_of(session, world.project) == {world.owner.id}
    assert sign_in(paul).get(world.url).status == 404
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("member_removed", paul.email)
    assert last(session).event == "remove_member"
    assert "n’est pas, ou plus, dans l’équipe" in client.post(url).text
    assert len(sent(session)) == 1


def test_owner_takes_out_a_name_without_account(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    line = TeamMember(project_id=world.project.id, name="Inès Roy")
    session.add(line)
    session.flush()

    page = sign_in(world.owner).post(f"{world.url}/team/remove?member={line.id}")

    assert "Inès Roy ne fait plus partie" in page.text
    assert sent(session) == []
    assert session.scalars(select(Conflict)).all() == []


def test_nobody_else_takes_anybody_out(session: Session, sign_in: Any, world: World, paul: Person) -> None:
    other = make_person(session, world.organisation)
    join(session, world.project, other)

    page = sign_in(paul).post(f"{world.url}/team/remove?member={line_of(session, other).id}")

    assert page.status == 403
    with pytest.raises(NotAllowed):
        team.remove(session, actor=actor_of(session, paul), project=world.project, key=line_of(session, other).id)
    assert other.id in people_of(session, world.project)


@pytest.mark.parametrize("key", ["", "x", "8b1d1f0e-0000-4000-8000-000000000000", "owner"])
def test_owner_takes_out_nobody_unknown_nor_themselves(session: Session, sign_in: Any, world: World, key: str) -> None:
    member = str(line_of(session, world.owner).id) if key == "owner" else key

    page = sign_in(world.owner).post(f"{world.url}/team/remove?member={member}")

    assert "n’est pas, ou plus, dans l’équipe" in page.text
    assert people_of(session, world.project) == {world.owner.id}


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.NOT_SHORTLISTED, State.SUSTAINED])
def test_team_does_not_change_once_it_is_over(
    session: Session, sign_in: Any, world: World, paul: Person, state: State
) -> None:
    world.project.state, world.project.submitted_at = state, clock.now()
    line = line_of(session, paul)

    assert "son équipe ne change plus" in sign_in(paul).get(f"{world.url}/team").text
    assert sign_in(paul).get(f"{world.url}/team/leave").status == 409
    assert sign_in(paul).post(f"{world.url}/team/leave").status == 409
    assert sign_in(world.owner).post(f"{world.url}/team/remove?member={line.id}").status == 409
    form = {"member": str(line.id), "sure": "y"}
    assert sign_in(world.owner).post(f"{world.url}/team/hand-over", form).status == 409
    assert people_of(session, world.project) == {world.owner.id, paul.id}


def test_project_is_handed_over_to_a_member(
    session: Session, sign_in: Any, world: World, paul: Person, sent: Any
) -> None:
    form = {"member": str(line_of(session, paul).id), "sure": "y"}
    client = sign_in(world.owner)
    assert client.get(f"{world.url}/team/hand-over").h1 == "Confier le projet"

    page = client.post(f"{world.url}/team/hand-over", form)

    assert "Paul Lecomte porte maintenant le projet" in page.text
    assert owner_of(session, world.project) == paul.id
    assert people_of(session, world.project) == {world.owner.id, paul.id}
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("project_handed_over", paul.email)
    assert (last(session).event, last(session).after) == ("hand_over", {"owner": str(paul.id)})
    assert client.get(f"{world.url}/withdraw").status == 403
    assert client.get(f"{world.url}/edit").status == 200
    assert sign_in(paul).get(f"{world.url}/withdraw").status == 200
    assert "C’est déjà fait" in client.post(f"{world.url}/team/hand-over", form).text
    assert len(sent(session)) == 1


@pytest.mark.parametrize("form", [{}, {"sure": "y"}, {"member": "paul"}, {"member": "owner", "sure": "y"}])
def test_handing_over_asks_whom_and_a_confirmation(
    session: Session, sign_in: Any, world: World, paul: Person, form: dict[str, str]
) -> None:
    lines = {"paul": str(line_of(session, paul).id), "owner": str(line_of(session, world.owner).id)}
    typed = {**form, **({"member": lines[form["member"]]} if "member" in form else {})}

    page = sign_in(world.owner).post(f"{world.url}/team/hand-over", typed)

    assert page.status == 422
    assert owner_of(session, world.project) == world.owner.id
    if form.get("member") == "paul":
        assert page.soup.select_one('[name="member"][checked]')["value"] == lines["paul"]


def test_project_is_not_handed_over_to_who_cannot_come_in(session: Session, sign_in: Any, world: World) -> None:
    gone = make_person(session, world.organisation, disabled_at=clock.now())
    lines = [join(session, world.project, gone), TeamMember(project_id=world.project.id, name="Inès Roy")]
    session.add(lines[1])
    session.flush()

    for line in lines:
        typed = {"member": str(line.id), "sure": "y"}
        assert sign_in(world.owner).post(f"{world.url}/team/hand-over", typed).status == 422
    assert "invitez d’abord cette personne" in sign_in(world.owner).get(f"{world.url}/team/hand-over").text


def test_member_does_not_take_the_project(session: Session, sign_in: Any, world: World, paul: Person) -> None:
    typed = {"member": str(line_of(session, paul).id), "sure": "y"}

    assert sign_in(paul).post(f"{world.url}/team/hand-over", typed).status == 403
    assert owner_of(session, world.project) == world.owner.id


def test_journal_tells_the_team_of_every_act(session: Session, sign_in: Any, world: World) -> None:
    colleague = make_person(session, world.organisation)
    join_by_invitation(session, sign_in, world, colleague)
    sign_in(colleague).post(f"{world.url}/team/leave")

    page = sign_in(world.owner).get(f"{world.url}/journal")

    for words in ("Invitation à rejoindre l’équipe", "Arrivée dans l’équipe", "Départ de l’équipe"):
        assert words in page.text


def test_what_the_pages_of_the_team_check_is_checked_again_by_the_acts(
    session: Session, world: World, paul: Person
) -> None:
    actor, project = actor_of(session, world.owner), world.project
    gone = join(session, project, make_person(session, world.organisation, disabled_at=clock.now()))

    for key in (gone.id, line_of(session, world.owner).id):
        with pytest.raises(WrongState):
            team.hand_over(session, actor=actor, project=project, key=key)
    with pytest.raises(WrongState, match="confiez-le d’abord"):
        team.remove(session, actor=actor, project=project, key=line_of(session, world.owner).id)
    assert owner_of(session, project) == world.owner.id
    session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(version=project.version + 1)
        .execution_options(synchronize_session=False)
    )
    with pytest.raises(StaleVersion):  # somebody saved in the same instant
        team.hand_over(session, actor=actor, project=project, key=line_of(session, paul).id)
