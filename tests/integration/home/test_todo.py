"""« À faire »: each person finds what is asked of them, nobody finds what is asked of others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.kinds import PitchStatus, ReviewStatus, Role
from incubator.domain.models import Call, CheckIn, Coaching, Person, Pitch, Project
from incubator.domain.states import State
from tests import factories as make

SignIn = Callable[[Person], Any]


@pytest.fixture
def call(session: Session) -> Call:
    return make.make_call(session, make.make_organisation(session))


def titles(page: Any) -> list[str]:
    return [" ".join(item.text.split()) for item in page.soup.select(".todo-title")]


def pitch(session: Session, project: Project) -> Pitch:
    row = Pitch(
        call_id=project.call_id, project_id=project.id, position=1, starts_at=clock.now(), status=PitchStatus.WAITING
    )
    session.add(row)
    session.flush()
    return row


def followed(session: Session, call: Call, *, days: int, coach: Person | None = None) -> Project:
    since = clock.now() - timedelta(days=days)
    project = make.make_project(session, call, state=State.MENTORING, state_changed_at=since)
    if coach:
        session.add(Coaching(project_id=project.id, coach_id=coach.id, started_on=since.date()))
    session.flush()
    return project


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (State.SUBMITTED, "1 dossier à déclarer recevable ou non"),
        (State.ADMISSIBLE, "1 dossier attend ses lecteurs"),
        (State.UNDER_REVIEW, "1 dossier en lecture, à départager"),
        (State.SHORTLISTED, "1 pitch sans ordre de passage"),
        (State.PITCHED, "Jour du jury à clore : 1 pitch entendu"),
        (State.SELECTED, "1 projet retenu à lancer"),
    ],
)
def test_todo_asks_those_who_run_the_call(
    session: Session, sign_in: SignIn, call: Call, state: State, asked: str
) -> None:
    make.make_project(session, call, state=state)
    secretary = make.make_staff(session, call)
    stranger = make.make_staff(session, make.make_call(session, make.make_organisation(session)))
    session.commit()

    assert titles(sign_in(secretary).get("/to-do")) == [asked]
    assert titles(sign_in(stranger).get("/to-do")) == []


@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW, State.SHORTLISTED, State.PITCHED])
def test_todo_counts_nothing_for_a_conflicted_secretary(
    session: Session, sign_in: SignIn, call: Call, state: State
) -> None:
    secretary = make.make_staff(session, call)
    make.declare_conflict(session, secretary, make.make_project(session, call, state=state))
    session.commit()

    assert titles(sign_in(secretary).get("/to-do")) == []


def test_todo_leads_chair_and_secretary_to_the_jury_day(session: Session, sign_in: SignIn, call: Call) -> None:
    pitch(session, make.make_project(session, call, state=State.SHORTLISTED))
    make.make_project(session, call, state=State.SHORTLISTED)
    secretary = make.make_staff(session, call)
    chair = make.grant(session, make.make_person(session), Role.CHAIR, call)
    session.commit()

    assert set(titles(sign_in(secretary).get("/to-do"))) == {
        "Jour du jury : 1 pitch à conduire",
        "1 pitch sans ordre de passage",
    }
    assert set(titles(sign_in(chair).get("/to-do"))) == {"Jour du jury : 1 pitch à conduire", "1 pitch à noter"}


def test_todo_tells_coach_and_staff_of_silence(session: Session, sign_in: SignIn, call: Call) -> None:
    coach = make.grant(session, make.make_person(session), Role.COACH, call)
    secretary = make.make_staff(session, call)
    followed(session, call, days=60, coach=coach)
    followed(session, call, days=60)
    talking = followed(session, call, days=60, coach=coach)
    session.add(CheckIn(project_id=talking.id, author_id=talking.owner_id, on=clock.today(), learned="Vu.", mood=4))
    followed(session, call, days=10, coach=coach)
    session.commit()

    assert titles(sign_in(coach).get("/to-do")) == ["1 projet que vous suivez ne donne plus de nouvelles"]
    assert titles(sign_in(secretary).get("/to-do")) == ["2 projets ne donnent plus de nouvelles"]


def test_todo_agrees_with_the_cohort_on_the_day_silence_begins(session: Session, sign_in: SignIn, call: Call) -> None:
    secretary = make.make_staff(session, call)
    for days in (20, 21, 22, 23):
        followed(session, call, days=days)
    session.commit()
    client = sign_in(secretary)

    assert titles(client.get("/to-do")) == ["2 projets ne donnent plus de nouvelles"]
    cohort = client.get(f"/calls/{call.code}/cohort")
    assert len([tag for tag in cohort.soup.select(".tag") if tag.text.strip() == "Sans nouvelles"]) == 2


def test_todo_gives_a_reader_their_readings_alone(session: Session, sign_in: SignIn, call: Call) -> None:
    reader = make.grant(session, make.make_person(session), Role.COMMITTEE_MEMBER, call)
    other = make.grant(session, make.make_person(session), Role.COMMITTEE_MEMBER, call)
    for status in (ReviewStatus.ASSIGNED, ReviewStatus.DRAFT, ReviewStatus.ABSTAINED):
        project = make.make_project(session, call, state=State.UNDER_REVIEW)
        make.assign_reader(session, project, reader, status)
    apart = make.make_project(session, call, state=State.UNDER_REVIEW)
    make.assign_reader(session, apart, reader)
    make.declare_conflict(session, reader, apart)
    session.commit()

    assert titles(sign_in(reader).get("/to-do")) == ["2 dossiers à lire"]
    assert titles(sign_in(other).get("/to-do")) == []


def test_todo_shows_the_road_of_the_edition_to_those_who_run_it(session: Session, sign_in: SignIn, call: Call) -> None:
    for state in (State.DRAFT, State.SUBMITTED, State.NOT_ADMISSIBLE, State.UNDER_REVIEW, State.SHORTLISTED):
        make.make_project(session, call, state=state)
    secretary = make.make_staff(session, call)
    reader = make.grant(session, make.make_person(session), Role.COMMITTEE_MEMBER, call)
    session.commit()

    page = sign_in(secretary).get("/to-do")
    notes = [note.text for note in page.soup.select("#edition .step-note")]
    assert [note.split(" · ")[1:] for note in notes] == [
        ["4 dossiers déposés"],
        ["2 recevables"],
        ["1 présélectionné"],
        [],
        [],
    ]
    assert page.soup.select_one("#edition [aria-current=step]").text.split()[0] == "Dépôt"
    assert sign_in(reader).get("/to-do").soup.select_one("#edition") is None


def test_the_road_of_the_edition_does_not_count_what_its_reader_stays_away_from(
    session: Session, sign_in: SignIn, call: Call
) -> None:
    projects = [make.make_project(session, call, state=State.UNDER_REVIEW) for _ in range(3)]
    secretary = make.make_staff(session, call)
    make.declare_conflict(session, secretary, projects[0])
    session.commit()

    notes = [note.text for note in sign_in(secretary).get("/to-do").soup.select("#edition .step-note")]

    assert [note.split(" · ")[1:] for note in notes[:2]] == [["2 dossiers déposés"], ["2 recevables"]]


@pytest.mark.parametrize(
    ("waits", "placed", "asked"),
    [
        (State.WAITING_LIST, State.SHORTLISTED, "1 place libre pour le pitch : la liste d’attente attend"),
        (State.RESERVE, State.MENTORING, "1 place d’accompagnement libre : la liste complémentaire attend"),
    ],
)
def test_todo_says_when_a_place_is_free_for_those_who_wait(
    session: Session, sign_in: SignIn, call: Call, waits: State, placed: State, asked: str
) -> None:
    call.pitch_places = call.winner_places = 2
    secretary = make.make_staff(session, call)
    taken = [make.make_project(session, call, state=placed) for _ in range(2)]
    make.declare_conflict(session, secretary, taken[0])  # the place is taken all the same
    make.make_project(session, call, state=waits)
    session.commit()
    client = sign_in(secretary)
    assert asked not in titles(client.get("/to-do"))

    taken[1].state = State.WITHDRAWN
    session.commit()
    assert asked in titles(client.get("/to-do"))

    if waits is State.WAITING_LIST:
        call.jury_closed_at = clock.now()
        session.commit()
        assert asked not in titles(client.get("/to-do"))


def test_todo_asks_as_many_queries_whatever_there_is(
    session: Session, sign_in: SignIn, call: Call, count_queries: Any
) -> None:
    secretary = make.make_staff(session, call)
    client = sign_in(secretary)

    def queries_for(projects: int) -> int:
        for _ in range(projects):
            for state in (State.SUBMITTED, State.UNDER_REVIEW, State.SHORTLISTED):
                make.make_project(session, call, state=state)
        session.commit()
        with count_queries() as counted:
            client.get("/to-do")
        return len(counted)

    assert queries_for(1) == queries_for(9)


@pytest.mark.parametrize(
    ("role", "scope", "address"),
    [
        (Role.PROGRAMME_MANAGER, "organisation", "/calls/{code}/settings"),
        (Role.ADMINISTRATOR, "organisation", "/organisations/{slug}/settings"),
        (Role.SECRETARY, "call", None),
    ],
)
def test_menu_leads_to_the_settings_one_manages(
    session: Session, sign_in: SignIn, call: Call, role: Role, scope: str, address: str | None
) -> None:
    (organisation,) = call.organisations
    person = make.make_staff(session, organisation if scope == "organisation" else call, role)
    session.commit()
    client = sign_in(person)
    found = {link.text.strip(): link["href"] for link in client.get("/to-do").soup.select(".menu-link")}.get("Réglages")
    assert found == (address and address.format(code=call.code, slug=organisation.slug))
    if found:
        assert client.get(found).status == 200


def test_menu_marks_where_one_is_on_the_pages_within(session: Session, sign_in: SignIn, call: Call) -> None:
    manager = make.make_staff(session, call, Role.PROGRAMME_MANAGER)
    session.commit()
    client = sign_in(manager)
    for within, marked in (("letters", "Classement"), ("screening/checklist", "Réglages"), ("announce", "Réglages")):
        page = client.get(f"/calls/{call.code}/{within}")
        assert {link.text.strip() for link in page.soup.select(".menu-link[aria-current]")} == {marked}


def test_page_of_a_dossier_wears_its_own_call(session: Session, sign_in: SignIn, call: Call) -> None:
    (organisation,) = call.organisations
    newer = make.make_call(session, organisation, opens_in=-1)
    secretary = make.make_staff(session, organisation)
    old = make.make_project(session, call, state=State.SUBMITTED)
    session.commit()
    client = sign_in(secretary)
    menu = [link["href"] for link in client.get(f"/projects/{old.id}").soup.select(".menu-link")]
    assert f"/calls/{call.code}/screening" in menu
    assert f"/calls/{newer.code}/screening" not in menu


def test_todo_shows_the_dozen_projects_that_changed_last(session: Session, sign_in: SignIn, call: Call) -> None:
    owner = make.make_person(session, call.organisations[0])
    for number in range(14):
        since = clock.now() - timedelta(days=number)
        make.make_project(
            session, call, owner=owner, state=State.UNDER_REVIEW, title=f"Projet {number}", state_changed_at=since
        )
    session.commit()
    cards = sign_in(owner).get("/to-do").soup.select("#my-projects .card-project-title")
    assert [card.text.strip() for card in cards] == [f"Projet {number}" for number in range(12)]
