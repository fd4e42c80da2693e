"""A call at one of its stages, with a dossier that says unmistakable words and another that anybody there may see."""

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Update, delete, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, files
from incubator.domain import plans, rules, standings
from incubator.domain.dossier_kinds import QuestionKind, Side
from incubator.domain.kinds import Outcome, PitchStatus, ReviewStatus, Role, Round
from incubator.domain.models import (
    Answer,
    Attachment,
    Call,
    CallBack,
    CheckIn,
    Coaching,
    Criterion,
    Decision,
    InformationRequest,
    Organisation,
    Person,
    Phase,
    Pitch,
    PitchCard,
    PitchScore,
    PrivateNote,
    Project,
    Question,
    Review,
    Score,
    ScreeningOpinion,
    Standing,
    ThreadMessage,
)
from incubator.domain.screening_kinds import Verdict
from incubator.domain.states import FOLLOWED, REACHED_SHORTLIST, READABLE, State
from tests import factories as make
from tests import papers

# What the dossier says nowhere but in itself: its words, its number, and its marks as pages write them.
WORDS = (
    "Zyzomys",
    "Xylophage",
    "Wilfrid",
    "hapax",
    "Vortex",
    "Ubuesque",
    "Turlututu",
    "Sarabande",
    "Quetsche",
    "Nyctalope",
)
MARKS = ("4,40", "4,53", "4,60")
INSIDE = ("Vortex", "Turlututu")  # what readers and jurors wrote among themselves
NUMBER = 877
SECRETS = (*WORDS, *MARKS, str(NUMBER))
HIGH, LOW = ((5, 4), (4, 5), (5, 4)), ((2, 2), (1, 2), (2, 1))


@dataclass
class World:
    """A call with the two dossiers, and who stands around them."""

    session: Session
    organisation: Organisation
    call: Call
    hidden: Project
    control: Project
    attachment: Attachment

    def person(self, *roles: Role) -> Person:
        """Somebody with these roles on the call, who has read, heard and judged both dossiers."""
        person = make.make_person(self.session, name=f"Proche {len(roles)}")
        for role in roles:
            make.grant(self.session, person, role, self.call)
        for project in (self.hidden, self.control):
            if Role.COMMITTEE_MEMBER in roles and project.state in READABLE:
                _read(self.session, project, person, (3, 3))
            if Role.JUROR in roles and (pitch := _pitch_of(self.session, project)):
                _send(self.session, pitch, person, (3, 3))
        return person


def build(session: Session, state: State) -> World:
    """Make a call whose two dossiers stand at `state`, with all that leads there."""
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation, opens_in=-60, closes_in=-40)
    call.jury_closed_at = clock.now() if state in (State.PITCHED, *FOLLOWED) else None
    session.refresh(call, ["programme"])
    coach = make.grant(session, make.make_person(session), Role.COACH, call)
    owner = make.make_person(session, organisation, name="Wilfrid", email="wilfrid@hapax.example")
    hidden = make.make_project(
        session, call, state=state, owner=owner, number=NUMBER, title="Zyzomys", answers={"problem": "Xylophage"}
    )
    control = make.make_project(session, call, state=state, title="Dossier témoin")
    for project, marks, words in ((hidden, HIGH, WORDS), (control, LOW, ("ordinaire",) * len(WORDS))):
        _live(session, project, coach, marks, words)
        _screen(session, project, coach, words[4])
    session.commit()
    return World(session, organisation, call, hidden, control, _attach(session, hidden, control))


def _attach(session: Session, *projects: Project) -> Attachment:
    """Give each dossier a file of its title; return the first."""
    call_id = projects[0].call_id
    question = Question(call_id=call_id, key="plans", position=9, kind=QuestionKind.FILE, label="Plans")
    session.add(question)
    session.flush()
    found = []
    for project in projects:
        page, preview = papers.pdf(project.title), files.new_name()
        facts = {"name": f"{project.title}.pdf", "size": len(page), "preview_name": preview}
        attachment = make.make_attachment(session, project, question, **facts)
        files.store().put(attachment.storage_name, io.BytesIO(page))
        files.store().put(preview, io.BytesIO(b"x"))
        session.add(Answer(project_id=project.id, question_id=question.id, value=attachment.name))
        found.append(attachment)
    session.commit()
    return found[0]


def _screen(session: Session, project: Project, by: Person, word: str) -> None:
    """What those who run the call wrote among themselves, and asked of the team."""
    session.add_all(
        [
            PrivateNote(project_id=project.id, author_id=by.id, text=word),
            CallBack(project_id=project.id, asked_by_id=by.id, by_team=False, subject=word, note=word),
            ScreeningOpinion(
                project_id=project.id, person_id=by.id, verdict=Verdict.REJECT, reason=word, given_at=clock.now()
            ),
            InformationRequest(project_id=project.id, asked_by_id=by.id, message=word, closed_at=clock.now()),
        ]
    )
    session.flush()


def _live(
    session: Session, project: Project, coach: Person, marks: tuple[tuple[int, int], ...], words: tuple[str, ...]
) -> None:
    _write(session, project, words[9])
    if project.state in READABLE:
        for pair in marks:
            _read(session, project, make.make_person(session), pair, words[4])
        standings.refresh(session, project, Round.COMMITTEE)
        outcome = Outcome.SHORTLISTED
        _decide(session, project, coach, Round.COMMITTEE, outcome, words[5], project.state in REACHED_SHORTLIST)
    if project.state in REACHED_SHORTLIST:
        _pitch(session, project, marks, words[6])
    if project.state in (State.PITCHED, *FOLLOWED):
        outcome = Outcome.SELECTED
        _decide(session, project, coach, Round.JURY, outcome, words[5], project.state in FOLLOWED)
    if project.state in FOLLOWED:
        _follow(session, project, coach, words[7:9])


def _write(session: Session, project: Project, word: str) -> None:
    session.add(ThreadMessage(project_id=project.id, author_id=project.owner_id, side=Side.TEAM, text=word))


def _criteria(session: Session, project: Project, round_: Round) -> list[Criterion]:
    query = select(Criterion).where(Criterion.call_id == project.call_id, Criterion.round == round_)
    return list(session.scalars(query.order_by(Criterion.position)))


def _read(session: Session, project: Project, reader: Person, marks: tuple[int, int], word: str = "") -> None:
    criteria = _criteria(session, project, Round.COMMITTEE)
    review = make.assign_reader(session, project, reader)
    review.total = rules.weighted_total(criteria, {c.key: mark for c, mark in zip(criteria, marks, strict=True)})
    review.status, review.finished_at = ReviewStatus.FINAL, clock.now()
    review.committee_comment = review.candidate_comment = word
    pairs = zip(criteria, marks, strict=True)
    session.add_all(Score(review_id=review.id, criterion_id=c.id, value=mark) for c, mark in pairs)
    session.flush()


def _decide(
    session: Session, project: Project, by: Person, round_: Round, outcome: Outcome, word: str, published: bool
) -> None:
    session.add(
        Decision(
            project_id=project.id, round=round_, outcome=outcome, reason=word, feedback=word, prepared_by_id=by.id,
            published_at=clock.now() if published else None,
        )
    )  # fmt: skip


def _pitch(session: Session, project: Project, marks: tuple[tuple[int, int], ...], word: str) -> None:
    status = PitchStatus.OPEN if project.state is State.SHORTLISTED else PitchStatus.CLOSED
    position = 1 if project.number == NUMBER else 2
    pitch = Pitch(
        call_id=project.call_id, project_id=project.id, position=position, starts_at=clock.now(), status=status
    )
    session.add(pitch)
    session.flush()
    for pair in marks:
        _send(session, pitch, make.make_person(session), pair, word)
    standings.refresh(session, project, Round.JURY)


def _pitch_of(session: Session, project: Project) -> Pitch | None:
    return session.scalars(select(Pitch).where(Pitch.project_id == project.id)).one_or_none()


def _send(session: Session, pitch: Pitch, juror: Person, marks: tuple[int, int], word: str = "") -> None:
    criteria = _criteria(session, session.get_one(Project, pitch.project_id), Round.JURY)
    pairs = list(zip(criteria, marks, strict=True))
    session.add(
        PitchCard(
            pitch_id=pitch.id, juror_id=juror.id, favourite=True, notes=word, locked_at=clock.now(),
            total=rules.weighted_total(criteria, {criterion.key: mark for criterion, mark in pairs}),
            scores=[PitchScore(criterion_id=criterion.id, value=mark) for criterion, mark in pairs],
        )
    )  # fmt: skip
    session.flush()


def _follow(session: Session, project: Project, coach: Person, words: tuple[str, ...]) -> None:
    began = clock.today() - timedelta(days=30)
    session.add(Coaching(project_id=project.id, coach_id=coach.id, started_on=began))
    for plan in plans.default_plan(began):
        session.add(
            Phase(
                project_id=project.id, kind=plan.kind, position=plan.position, planned_start=plan.starts_on,
                planned_end=plan.ends_on, started_on=began if plan.position == 1 else None, comment=words[1],
            )
        )  # fmt: skip
    session.add(
        CheckIn(
            project_id=project.id, author_id=coach.id, on=clock.today(), learned=words[0], blocker=words[1],
            blocker_owner=words[1], next_step=words[1], users_met=3, days_planned=2, days_spent=1, mood=2,
        )
    )  # fmt: skip


OTHERWISE = {Round.COMMITTEE: Outcome.NOT_SHORTLISTED, Round.JURY: Outcome.NOT_SELECTED}
LATER = {State.SUBMITTED: State.ADMISSIBLE, State.MENTORING: State.STOPPED_NEED}


def _decided_otherwise(project_id: uuid.UUID, round_: Round, outcome: Outcome) -> Update:
    decisions = update(Decision).where(Decision.project_id == project_id, Decision.round == round_)
    return decisions.values(outcome=outcome, reason="Tout autre", feedback="Tout autre")


def change(world: World) -> None:
    """Change everything about the hidden dossier that its own stage lets change."""
    session, key = world.session, world.hidden.id
    state = LATER.get(world.hidden.state, world.hidden.state)
    facts = {"title": "Tout autre", "theme": "Ailleurs", "department": "Ailleurs", "state": state}
    cards = select(Pitch.id).where(Pitch.project_id == key)
    for statement in (
        update(Project).where(Project.id == key).values(**facts),
        update(Answer).where(Answer.project_id == key).values(value="Tout autre"),
        update(Review).where(Review.project_id == key).values(status=ReviewStatus.DRAFT, total=0),
        delete(Standing).where(Standing.project_id == key),
        *(_decided_otherwise(key, round_, outcome) for round_, outcome in OTHERWISE.items()),
        update(PitchCard).where(PitchCard.pitch_id.in_(cards)).values(favourite=False, total=0, notes="Tout autre"),
        update(CheckIn).where(CheckIn.project_id == key).values(users_met=90, days_spent=80, days_planned=70, mood=5),
    ):
        session.execute(statement)
    session.commit()
