"""Letters are read before they leave; then everybody learns at the same moment."""

import pytest
from sqlalchemy import select

from incubator.domain.kinds import Outcome, ReviewStatus
from incubator.domain.models import Decision, Person, TeamMember
from incubator.domain.states import State
from tests.factories import assign_reader, declare_conflict, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare

CANDIDATE_TABS = ("", "/decision", "/journal")


def owner_of(session, project):
    return session.get_one(Person, project.owner_id)


def ready(session):
    """A call where every dossier has its decision: one of each outcome."""
    call = open_committee(session)
    staff = make_staff(session, call)
    projects = [make_dossier(session, call) for _ in range(3)]
    outcomes = (Outcome.SHORTLISTED, Outcome.WAITING_LIST, Outcome.NOT_SHORTLISTED)
    for project, outcome in zip(projects, outcomes, strict=True):
        rank = 1 if outcome is Outcome.WAITING_LIST else None
        prepare(session, project, outcome, staff, rank=rank, reason=f"Motif {outcome}", feedback=f"Retour {outcome}")
    return call, staff, projects


def test_letters_shows_each_letter_as_its_owner_would_read_it(session, sign_in, sent):
    call, staff, projects = ready(session)
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/letters")
    assert len(page.soup.select("article.mail")) == 3
    for project in projects:
        letter = page.soup.select_one(f"#letter-{project.number}").get_text()
        assert project.title in letter
        assert owner_of(session, project).name in letter
    assert "Motif shortlisted" in page.text
    assert "au rang 1" in page.text
    assert sent(session) == []


def test_letters_names_every_recipient(session, sign_in):
    call, staff, projects = ready(session)
    mate = make_person(session)
    session.add(TeamMember(project_id=projects[0].id, person_id=mate.id, name=mate.name))
    session.add(TeamMember(project_id=projects[0].id, person_id=None, name="Sans compte"))
    session.commit()
    letter = (
        sign_in(staff).get(f"/calls/{call.code}/letters").soup.select_one(f"#letter-{projects[0].number}").get_text()
    )
    assert mate.email in letter
    assert "Sans compte" not in letter


def test_letters_are_in_the_language_of_who_receives_them(session, sign_in):
    call, staff, projects = ready(session)
    owner_of(session, projects[0]).language = "en"
    session.commit()
    assert sign_in(staff).get(f"/calls/{call.code}/letters").status == 200


def test_letters_says_what_is_missing(session, sign_in):
    call, staff, projects = ready(session)
    undecided = make_dossier(session, call)
    session.scalars(select(Decision).where(Decision.project_id == projects[0].id)).one().reason = ""
    session.commit()
    for url in ("letters", "publish"):
        text = sign_in(staff).get(f"/calls/{call.code}/{url}").text
        assert f"Le dossier {undecided.reference} attend une décision." in text
        assert f"La décision du dossier {projects[0].reference} attend son motif." in text


def test_letters_and_publication_do_not_name_the_dossiers_the_actor_stays_away_from(session, sign_in):
    call, _staff, projects = ready(session)
    away = make_staff(session, call)
    undecided = make_dossier(session, call)
    for project in (projects[0], undecided):
        declare_conflict(session, away, project)
    session.commit()
    for url in ("letters", "publish"):
        page = sign_in(away).get(f"/calls/{call.code}/{url}")
        assert page.status == 200
        assert undecided.reference not in page.text
        assert projects[0].title not in page.text
        assert "Un dossier dont vous vous tenez à l’écart n’est pas prêt" in page.text


def test_letters_costs_the_same_at_any_size(session, sign_in, count_queries):
    call = open_committee(session)
    staff = make_staff(session, call)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            prepare(session, make_dossier(session, call), Outcome.SHORTLISTED, staff)
        session.commit()
        client = sign_in(staff)
        with count_queries() as queries:
            assert client.get(f"/calls/{call.code}/letters").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_publish_shows_numbers_and_who_is_told_and_writes_nothing(session, sign_in, sent):
    call, staff, _projects = ready(session)
    session.commit()
    page = sign_in(staff).get(f"/calls/{call.code}/publish")
    assert [figure.get_text() for figure in page.soup.select(".key-figure-value")] == ["1", "1", "1"]
    assert "3 lettres partent" in page.text
    assert sent(session) == []


def test_publish_moves_every_dossier_and_writes_to_every_team(session, sign_in, sent):
    call, staff, projects = ready(session)
    session.commit()
    page = sign_in(staff).post(f"/calls/{call.code}/publish")
    assert (page.status, page.url) == (200, f"/calls/{call.code}/ranking")
    assert "3 décisions publiées." in page.text
    session.expire_all()
    assert [session.get_one(type(p), p.id).state for p in projects] == [
        State.SHORTLISTED,
        State.WAITING_LIST,
        State.NOT_SHORTLISTED,
    ]
    letters = {email.recipient: email for email in sent(session)}
    for project, outcome in zip(projects, ("shortlisted", "waiting_list", "not_shortlisted"), strict=True):
        letter = letters[owner_of(session, project).email]
        assert letter.name == f"letter_{outcome}"
        assert f"Motif {outcome}" in letter.body
        assert f"Retour {outcome}" in letter.body


def test_publish_is_whole_or_nothing(session, sign_in, sent):
    call, staff, projects = ready(session)
    make_dossier(session, call)
    session.commit()
    page = sign_in(staff).post(f"/calls/{call.code}/publish")
    assert page.status == 409
    assert "attend une décision" in page.text
    session.expire_all()
    assert session.get_one(type(projects[0]), projects[0].id).state is State.UNDER_REVIEW
    assert sent(session) == []


def test_publish_includes_the_dossiers_the_actor_stays_away_from(session, sign_in, sent):
    call, _staff, projects = ready(session)
    away = make_staff(session, call)
    declare_conflict(session, away, projects[2])
    session.commit()
    client = sign_in(away)
    page = client.get(f"/calls/{call.code}/publish")
    assert [figure.get_text() for figure in page.soup.select(".key-figure-value")] == ["1", "1", "0"]
    assert client.post(f"/calls/{call.code}/publish").status == 200
    assert len(sent(session)) == 3


def test_publish_is_closed_to_those_who_do_not_run_the_call(session, sign_in):
    call, _staff, projects = ready(session)
    member = make_member(session, call)
    owner = owner_of(session, projects[0])
    session.commit()
    for person in (member, owner):
        for url in ("publish", "letters"):
            assert sign_in(person).get(f"/calls/{call.code}/{url}").status == 403
        assert sign_in(person).post(f"/calls/{call.code}/publish").status == 403


@pytest.mark.parametrize("index", range(3))
def test_the_team_learns_nothing_before_publication(session, sign_in, sent, index):
    call, _staff, projects = ready(session)
    project = projects[index]
    reader = make_member(session, call, name="Zoé Lectrice")
    finish(session, project, reader, 5, 5, committee_comment="Secret du comité", candidate_comment="Secret du lecteur")
    assign_reader(session, project, make_member(session, call, name="Yves Lecteur"), ReviewStatus.DRAFT)
    owner = owner_of(session, project)
    session.commit()
    client = sign_in(owner)
    before = {}
    for tab in CANDIDATE_TABS:
        page = client.get(f"/projects/{project.id}{tab}")
        assert page.status == 200
        before[tab] = page.text
        for word in (
            "Motif",
            "Retour shortlisted",
            "Secret",
            "Zoé",
            "Yves",
            "5,00",
            "Décision préparée",
            "liste d’attente",
        ):
            assert word not in page.text
    for page in ("readings", "committee-decision", "readers", "read"):
        assert client.get(f"/projects/{project.id}/{page}").status == 403
    assert sent(session) == []


@pytest.mark.parametrize(("index", "words"), [(0, "Motif shortlisted"), (1, "Rang 1"), (2, "Retour not_shortlisted")])
def test_the_team_reads_reason_and_feedback_after_publication(session, sign_in, index, words):
    call, staff, projects = ready(session)
    finish(session, projects[index], make_member(session, call), 5, 5, committee_comment="Secret du comité")
    owner = owner_of(session, projects[index])
    session.commit()
    sign_in(staff).post(f"/calls/{call.code}/publish")
    page = sign_in(owner).get(f"/projects/{projects[index].id}/decision")
    assert page.status == 200
    assert words in page.text
    assert "Secret" not in page.text
    assert "5,00" not in page.text
