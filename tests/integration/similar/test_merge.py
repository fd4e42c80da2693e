"""Two dossiers made one: proposed by those who run the call, done once both owners agree, and not before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain.kinds import ReviewStatus
from incubator.domain.models import InformationRequest, JournalEntry, MergeProposal, Person, Project, Review, TeamMember
from incubator.domain.states import State
from tests.factories import assign_reader, declare_conflict, make_person, make_project


@pytest.fixture
def pair(session, world):
    other = make_project(session, world.now, title="Cantines sans perte", answers={"problem": "Ubuesque"})
    session.add(TeamMember(project_id=other.id, person_id=make_person(session, world.organisation).id, name="Deux"))
    session.commit()
    return world.bread, other


def propose(sign_in, world, pair, **data):
    kept, other = pair
    url = f"/projects/{kept.id}/propose-merge?with={other.id}"
    return sign_in(world.secretary).post(url, {"kept": str(kept.id), "note": "Mêmes cuisines", **data})


def answer(session, sign_in, project, say, **data):
    proposal = session.scalars(select(MergeProposal).order_by(MergeProposal.created_at.desc())).first()
    owner = sign_in(session.get_one(Person, project.owner_id))
    return owner.post(f"/projects/{project.id}/merge", {"answer": say, "proposal": str(proposal.id), **data})


def mails(session, sent):
    return sorted({(mail.name, mail.recipient) for mail in sent(session) if mail.name.startswith("merge_")})


def test_both_owners_agree_and_the_two_dossiers_are_one(session, sign_in, sent, world, pair):
    kept, other = pair
    joining = session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == other.id)).all()
    reader = session.get_one(Person, joining[1])
    review = assign_reader(session, kept, reader)
    session.commit()
    assert propose(sign_in, world, pair).status == 200
    owners = [session.get_one(Person, one.owner_id) for one in pair]
    assert mails(session, sent) == sorted(("merge_proposed", one.email) for one in owners)
    assert "Réunir mon dossier avec un autre" in sign_in(owners[1]).get("/to-do").text
    compared = sign_in(world.secretary).get(f"/projects/{kept.id}/compare?with={other.id}")
    assert "déjà proposée" in compared.text and "Proposer aux deux équipes" not in compared.text
    page = sign_in(owners[1]).get(f"/projects/{other.id}/merge")
    assert "Mêmes cuisines" in page.text and "Votre équipe rejoint la sienne" in page.text

    assert "Rien ne change tant que" in answer(session, sign_in, kept, "agree").text
    session.expire_all()
    assert session.get_one(Project, other.id).state is State.SUBMITTED
    assert "votre accord ne se reprend pas" in sign_in(owners[1]).get(f"/projects/{other.id}/merge").text
    done = answer(session, sign_in, other, "agree")

    session.expire_all()
    absorbed = session.get_one(Project, other.id)
    assert (done.url, absorbed.state, absorbed.merged_into_id) == (f"/projects/{kept.id}", State.WITHDRAWN, kept.id)
    team = session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == kept.id)).all()
    assert set(team) == {kept.owner_id, *joining}
    assert {recipient for name, recipient in mails(session, sent) if name == "merge_done"} == {
        session.get_one(Person, key).email for key in team
    }
    events = select(JournalEntry.event).where(JournalEntry.project_id == other.id).order_by(JournalEntry.id)
    assert session.scalars(events).all() == ["propose_merge", "agree_to_merge", "agree_to_merge", "merge"]
    assert session.get_one(Review, review.id).status is ReviewStatus.ASSIGNED  # nobody reads it yet
    page = sign_in(owners[0]).get(f"/projects/{other.id}")  # of the team that welcomed it
    assert page.status == 200 and "Ubuesque" in page.text and "a rejoint un autre dossier" in page.text
    assert sign_in(owners[0]).get(f"/projects/{other.id}/edit").status in (403, 404)
    assert "Cantines sans perte" in sign_in(owners[0]).get(f"/projects/{kept.id}/similar").text
    assert sign_in(owners[1]).post(f"/projects/{other.id}/come-back").status == 409
    left = sign_in(owners[1]).get(f"/projects/{other.id}").text
    assert not any(words in left for words in ("Reprendre mon dossier", "Proposer à nouveau", "Demander l’accord"))


def test_one_no_ends_it_and_a_yes_may_be_taken_back_before(session, sign_in, sent, world, pair):
    kept, other = pair
    propose(sign_in, world, pair)
    answer(session, sign_in, kept, "agree")
    answer(session, sign_in, kept, "take-back")
    answer(session, sign_in, other, "agree")
    assert session.get_one(Project, other.id, populate_existing=True).state is State.SUBMITTED

    answer(session, sign_in, kept, "refuse", reason="Deux publics différents")

    late = answer(session, sign_in, other, "agree")
    assert late.status == 409
    assert "Deux publics différents" in sign_in(world.secretary).get(f"/projects/{kept.id}/similar").text
    told = {recipient for name, recipient in mails(session, sent) if name == "merge_refused"}
    assert told == {session.get_one(Person, other.owner_id).email, world.secretary.email}
    assert propose(sign_in, world, pair).status == 200  # it may be proposed again


def test_only_those_concerned_answer_cancel_or_meet_the_proposal(session, sign_in, sent, world, pair):
    kept, other = pair
    propose(sign_in, world, pair)
    assert "attend déjà une réponse" in propose(sign_in, world, pair).text
    member = session.scalars(
        select(TeamMember.person_id).where(TeamMember.project_id == other.id, TeamMember.person_id != other.owner_id)
    ).one()
    proposal = session.scalars(select(MergeProposal)).one()
    data = {"answer": "agree", "proposal": str(proposal.id)}
    assert sign_in(session.get_one(Person, member)).post(f"/projects/{other.id}/merge", data).status == 403
    assert sign_in(make_person(session, world.organisation)).get(f"/projects/{other.id}/merge").status == 404
    conflicted = make_person(session)
    declare_conflict(session, world.secretary, other)
    session.commit()
    assert "Cantines sans perte" not in sign_in(world.secretary).get(f"/projects/{kept.id}/similar").text
    assert sign_in(world.secretary).post(f"/projects/{kept.id}/cancel-merge").status == 403
    assert sign_in(conflicted).post(f"/projects/{kept.id}/cancel-merge").status == 404


def test_a_proposal_is_cancelled_or_goes_out_of_date(session, sign_in, sent, world, pair):
    kept, other = pair
    propose(sign_in, world, pair)
    assert sign_in(world.secretary).post(f"/projects/{kept.id}/cancel-merge").status == 200
    assert len([name for name, _to in mails(session, sent) if name == "merge_cancelled"]) == 2
    propose(sign_in, world, pair)
    clock.freeze(clock.now() + timedelta(days=15))

    assert answer(session, sign_in, other, "agree").status == 409
    assert (
        "le délai est passé" in sign_in(session.get_one(Person, other.owner_id)).get(f"/projects/{other.id}/merge").text
    )


def test_dossiers_of_two_editions_or_past_screening_are_not_made_one(session, sign_in, world, pair):
    kept, other = pair
    assert "pas de la même édition" in propose(sign_in, world, (kept, world.waste)).text
    other.state = State.UNDER_REVIEW
    session.commit()
    page = propose(sign_in, world, pair)
    assert page.status == 409 and "n’en est plus là" in page.text
    assert session.scalars(select(MergeProposal)).all() == []


def test_what_was_asked_of_the_dossier_that_joins_is_asked_no_more(session, sign_in, world, pair):
    """And who arrives stops judging the dossier they join; who is of both teams is there once."""
    kept, other = pair
    shared, reader = make_person(session, world.organisation), make_person(session, world.organisation)
    for project in pair:
        session.add(TeamMember(project_id=project.id, person_id=shared.id, name="Partout"))
    session.add(TeamMember(project_id=other.id, person_id=reader.id, name="Lit"))
    review = assign_reader(session, kept, reader)
    kept.state, other.state = State.ADMISSIBLE, State.INFO_REQUESTED
    request = InformationRequest(project_id=other.id, asked_by_id=world.secretary.id, message="Le budget ?")
    facts = {"recipient": "a@b.example", "language": "fr", "subject": "s", "body": "b"}
    session.add_all([request, OutboxEmail(name="information_reminder", about=other.id, **facts)])
    session.commit()
    propose(sign_in, world, pair)
    for project in pair:
        answer(session, sign_in, project, "agree")

    session.expire_all()
    assert session.get_one(Project, other.id).state is State.WITHDRAWN
    assert session.get_one(InformationRequest, request.id).closed_at is not None
    assert session.scalars(select(OutboxEmail).where(OutboxEmail.name == "information_reminder")).all() == []
    assert session.get_one(Review, review.id).status is ReviewStatus.ABSTAINED
    team = session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == kept.id)).all()
    assert (team.count(shared.id), team.count(reader.id)) == (1, 1)
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.project_id == kept.id)).all()
    assert "welcome_team" in events


@pytest.mark.parametrize("why", ["full", "read meanwhile", "an older proposal"])
def test_the_second_yes_is_refused_when_the_two_cannot_be_one_any_more(session, sign_in, world, pair, why):
    kept, other = pair
    propose(sign_in, world, pair)
    older = session.scalars(select(MergeProposal.id)).one()
    answer(session, sign_in, kept, "agree")
    if why == "full":
        session.add_all(TeamMember(project_id=other.id, name=f"Personne {n}") for n in range(6))
    elif why == "read meanwhile":
        kept.state = State.UNDER_REVIEW
    else:
        sign_in(world.secretary).post(f"/projects/{kept.id}/cancel-merge")
        clock.freeze(clock.now() + timedelta(minutes=1))
        propose(sign_in, world, pair)
        answer(session, sign_in, kept, "agree")
    session.commit()
    data = {"proposal": str(older)} if why == "an older proposal" else {}

    page = answer(session, sign_in, other, "agree", **data)

    assert page.status == 409
    session.expire_all()
    assert session.get_one(Project, other.id).state is State.SUBMITTED
    assert session.scalars(select(TeamMember).where(TeamMember.project_id == kept.id)).one().person_id == kept.owner_id
    if why == "full":
        propose(sign_in, world, pair)
        assert "L’équipe compterait 9 personnes" in propose(sign_in, world, pair).text
