"""Who must not see a dossier meets it nowhere: no page about it, no line, no mark, no count.

A person with a link to the dossier, with every role of its call; a person with no role; the staff of another
organisation. Every route of the application is opened, those to come included.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.kinds import Role
from incubator.domain.models import TeamMember
from incubator.domain.states import FOLLOWED, State
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.walls import walk
from tests.integration.walls.world import INSIDE, MARKS, SECRETS, World, build, change

STAGES = [State.SUBMITTED, State.UNDER_REVIEW, State.SHORTLISTED, State.PITCHED, State.MENTORING]
EVERYTHING = (
    Role.PROGRAMME_MANAGER,
    Role.SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.JUROR,
    Role.CHAIR,
    Role.COACH,
)
SEATS = [
    *((stage, EVERYTHING) for stage in STAGES),
    (State.UNDER_REVIEW, (Role.COMMITTEE_MEMBER,)),
    (State.SHORTLISTED, (Role.JUROR,)),
    (State.PITCHED, (Role.CHAIR,)),
]
SignIn = Callable[..., PageClient]

# The rules are held against their SQL on both engines in test_policy.py.
pytestmark = pytest.mark.any_engine


@pytest.fixture(autouse=True)
def _clock_stands_still() -> None:
    clock.freeze(clock.now())


def conflicted(world: World, sign_in: SignIn, *roles: Role) -> PageClient:
    person = world.person(*roles)
    make.declare_conflict(world.session, person, world.hidden)
    world.session.commit()
    return sign_in(person)


def named_in(client: PageClient, urls: list[str], secrets: tuple[str, ...]) -> list[str]:
    """Return « address: secret » wherever one is said."""
    return [f"{url}: {one}" for url in urls for one in walk.said(walk.answer(client, "GET", url)[1], secrets)]


@pytest.mark.parametrize(
    ("stage", "roles"), SEATS, ids=lambda value: "-".join(value) if isinstance(value, tuple) else value
)
def test_a_conflict_hides_the_dossier_everywhere(
    app: Flask, session: Session, sign_in: SignIn, stage: State, roles: tuple[Role, ...]
) -> None:
    world = build(session, stage)
    client = conflicted(world, sign_in, *roles)
    pages = [
        url
        for url in walk.lists(app, world.call.code, world.organisation.slug)
        if stage not in FOLLOWED or not is_public(url)
    ]
    pages += [
        walk.address(app, rule, project_id=world.control.id) for rule in walk.routes(app, "GET", about="project_id")
    ]

    assert walk.differs_from_unknown(client, app, "project_id", world.hidden.id, walk.unknown_project()) == []
    assert files_that_differ(client, app, world) == []
    assert named_in(client, pages, (*SECRETS, str(world.hidden.id), str(world.attachment.id))) == []


def files_that_differ(client: PageClient, app: Flask, world: World) -> list[str]:
    """Return the addresses of files that answer otherwise for the hidden dossier's than for none."""
    return walk.differs_from_unknown(client, app, "attachment_id", world.attachment.id, walk.unknown_project())


def is_public(url: str) -> bool:
    """Tell whether a page says what everybody may know of a project that is accompanied."""
    return url in ("/", "/followed")


@pytest.mark.parametrize("stage", STAGES)
def test_what_becomes_of_a_hidden_dossier_changes_nothing_that_is_shown(
    app: Flask, session: Session, sign_in: SignIn, stage: State
) -> None:
    world = build(session, stage)
    client = conflicted(world, sign_in, *EVERYTHING)
    pages = [url for url in walk.lists(app, world.call.code, world.organisation.slug) if not is_public(url)]
    for url in pages:  # some pages remember how they were left
        walk.answer(client, "GET", url)
    before = {url: walk.answer(client, "GET", url) for url in pages}

    change(world)

    assert [url for url in pages if walk.answer(client, "GET", url) != before[url]] == []


@pytest.mark.parametrize("stage", [State.UNDER_REVIEW, State.SHORTLISTED, State.PITCHED])
def test_somebody_of_the_team_meets_no_mark_and_no_comment_whatever_their_roles(
    app: Flask, session: Session, sign_in: SignIn, stage: State
) -> None:
    world = build(session, stage)
    person = world.person(*EVERYTHING)
    session.add(TeamMember(project_id=world.hidden.id, person_id=person.id, name=person.name))
    session.commit()
    own = [walk.address(app, rule, project_id=world.hidden.id) for rule in walk.routes(app, "GET", about="project_id")]
    pages = [*own, *walk.lists(app, world.call.code, world.organisation.slug)]

    assert named_in(sign_in(person), pages, (*MARKS, *INSIDE)) == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_same_walk_meets_the_dossier_without_the_conflict(
    app: Flask, session: Session, sign_in: SignIn, stage: State
) -> None:
    world = build(session, stage)
    client = sign_in(world.person(*EVERYTHING))
    session.commit()

    hidden = walk.differs_from_unknown(client, app, "project_id", world.hidden.id, walk.unknown_project())
    naming = {
        found.partition(":")[0]
        for found in named_in(client, walk.lists(app, world.call.code, world.organisation.slug), SECRETS)
    }

    assert len(hidden) > 20
    assert len(files_that_differ(client, app, world)) == 2
    assert len(naming) >= 2


def test_somebody_with_no_role_meets_nothing(app: Flask, session: Session, sign_in: SignIn) -> None:
    world = build(session, State.PITCHED)
    agent, stranger = make.make_person(session, world.organisation), make.make_person(session)
    session.commit()

    for person in (agent, stranger):
        client = sign_in(person)
        assert walk.differs_from_unknown(client, app, "project_id", world.hidden.id, walk.unknown_project()) == []
        assert files_that_differ(client, app, world) == []
        assert (
            named_in(
                client, walk.lists(app, world.call.code, world.organisation.slug), (*SECRETS, str(world.hidden.id))
            )
            == []
        )


@pytest.mark.parametrize("stage", [State.UNDER_REVIEW, State.PITCHED])
def test_the_staff_of_another_organisation_meet_nothing(
    app: Flask, session: Session, sign_in: SignIn, stage: State
) -> None:
    world, elsewhere = build(session, stage), make.make_organisation(session)
    own = make.make_call(session, elsewhere)
    make.make_project(session, own, state=State.UNDER_REVIEW)
    person = make.make_person(session, elsewhere)
    for role in Role:
        make.grant(session, person, role, elsewhere)
    session.commit()
    client = sign_in(person)
    secrets = (*SECRETS, str(world.hidden.id), str(world.control.id), world.control.title)

    for about, known, unknown in (
        ("project_id", world.hidden.id, walk.unknown_project()),
        ("attachment_id", world.attachment.id, walk.unknown_project()),
        ("code", world.call.code, "no-such-call"),
        ("slug", world.organisation.slug, "no-such-organisation"),
    ):
        assert walk.differs_from_unknown(client, app, about, known, unknown) == []
    assert named_in(client, walk.lists(app, own.code, elsewhere.slug), secrets) == []
