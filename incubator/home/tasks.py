"""What is asked of a person, from every stage."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.paging import PAGE_SIZE
from incubator.domain import agreements, completing, information, policy, relations, rules, threads, waiting
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AgreementMoment, AgreementStatus
from incubator.domain.kinds import PitchStatus, ReviewStatus, Role, Round
from incubator.domain.link_kinds import MergeStatus
from incubator.domain.models import Agreement, Call, CheckIn, MergeProposal, Phase, Pitch, PitchCard, Project, Review
from incubator.domain.states import State
from incubator.home.jury_tasks import agreement_tasks
from incubator.home.screening_tasks import screening_tasks
from incubator.home.task import Task

CHECK_IN_EVERY = timedelta(days=14)
_JURY = (Role.JUROR, Role.CHAIR)


def tasks_of(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """Return all that is asked of `actor`, the most urgent first."""
    tasks = [
        *_own_projects(session, actor),
        *_agreements(session, actor),
        *_messages(session, actor, calls),
        *_mergers(session, actor),
        *_readings(session, actor),
        *_pitches(session, actor),
        *_in_preparation(actor, calls),
        *_staff(session, actor, calls),
        *screening_tasks(session, actor, calls),
        *_jury(session, actor, calls),
        *agreement_tasks(session, actor, calls),
        *_silent(session, actor, calls),
        *_check_ins(session, actor),
    ]
    return sorted(tasks, key=lambda task: (task.due or date.max, task.kind))


def _own_projects(session: Session, actor: Actor) -> list[Task]:
    if not actor.team_of:
        return []
    kinds = {State.DRAFT: "finish_draft", State.INFO_REQUESTED: "send_information", State.SHORTLISTED: "prepare_pitch"}
    projects = session.scalars(
        select(Project)
        .where(Project.id.in_(actor.team_of), Project.state.in_((*kinds, State.SELECTED)))
        .order_by(Project.state == State.DRAFT, Project.state_changed_at.desc(), Project.id)
        .limit(PAGE_SIZE)
        .options(joinedload(Project.call))
    ).all()
    tasks = _to_complete(session, projects)
    asked = [project.id for project in projects if project.state is State.INFO_REQUESTED]
    days = information.due_days(session, asked) if asked else {}
    for project in projects:
        if project.state not in kinds:
            continue
        call = project.call
        due: date | None = call.jury_on if project.state is State.SHORTLISTED else clock.day_of(call.closes_at)
        if project.state is State.INFO_REQUESTED:
            due = days.get(project.id)
        if project.state is State.DRAFT and not rules.draft_is_open(project):
            continue
        tasks.append(Task(kinds[project.state], due, project, call))
    return tasks


def _to_complete(session: Session, projects: Sequence[Project]) -> list[Task]:
    left = completing.unanswered(session, projects)
    days = {State.SHORTLISTED: "jury_on", State.SELECTED: "mentoring_from"}
    return [
        Task("complete_dossier", getattr(one.call, days[one.state]), one, one.call, left[one.id])
        for one in projects
        if one.id in left
    ]


def _mergers(session: Session, actor: Actor) -> list[Task]:
    """The proposals to make one dossier of two that wait for this person's answer, as whoever carries one of them."""
    if not actor.team_of:
        return []
    rows = session.execute(
        select(MergeProposal.expires_at, Project)
        .join(
            Project,
            or_(
                and_(Project.id == MergeProposal.kept_id, MergeProposal.kept_agreed_at.is_(None)),
                and_(Project.id == MergeProposal.absorbed_id, MergeProposal.absorbed_agreed_at.is_(None)),
            ),
        )
        .where(
            MergeProposal.status == MergeStatus.PROPOSED,
            MergeProposal.expires_at > clock.now(),
            Project.owner_id == actor.person_id,
            Project.id.in_(actor.team_of),
        )
        .order_by(MergeProposal.expires_at, Project.id)
        .options(joinedload(Project.call))
    )
    return [Task("answer_merge", clock.day_of(expires_at), project, project.call) for expires_at, project in rows]


def _agreements(session: Session, actor: Actor) -> list[Task]:
    """What the next step of each own project wants of its manager: an agreement to ask for, or a talk to have."""
    if not actor.team_of:
        return []
    days = {State.DRAFT: "closes_at", State.SHORTLISTED: "jury_on", State.SELECTED: "mentoring_from"}
    projects = session.scalars(
        select(Project)
        .join(Call, Call.id == Project.call_id)
        .where(
            Project.id.in_(actor.team_of),
            Project.state.in_(days),
            Call.agreement_required != AgreementMoment.NEVER,
        )
        .order_by(Project.state_changed_at.desc(), Project.id)
        .limit(PAGE_SIZE)
        .options(joinedload(Project.call))
    ).all()
    wanted = [one for one in projects if one.call.agreement_required is agreements.NEXT_MOMENT[one.state]]
    wanted = [one for one in wanted if one.state is not State.DRAFT or rules.call_is_open(one.call)]
    found = agreements.currents(session, [one.id for one in wanted]) if wanted else {}
    tasks = []
    for project in wanted:
        due = getattr(project.call, days[project.state])
        if kind := _about_agreement(found.get(project.id)):
            tasks.append(Task(kind, clock.day_of(due) if project.state is State.DRAFT else due, project, project.call))
    return tasks


def _about_agreement(request: Agreement | None) -> str:
    """Return what a missing agreement asks of the team; nothing while an answer is awaited."""
    if request is None or request.is_expired or request.status is AgreementStatus.REFUSED:
        return "ask_agreement"
    return "talk_agreement" if request.status is AgreementStatus.TALK_WANTED else ""


def _messages(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """What was written to the person's teams, and to those who run the call, and is not read yet."""
    today, by_id = clock.today(), {call.id: call for call in calls}
    tasks = [Task("read_messages", today, one, None, count) for one, count in threads.unread_of_team(session, actor)]
    to_answer = threads.unread_of_calls(session, actor) if actor.calls_as(*relations.STAFF) else []
    return tasks + [Task("answer_messages", today, call=by_id[key], count=count) for key, count in to_answer]


def _readings(session: Session, actor: Actor) -> list[Task]:
    rows = session.execute(
        select(Call, func.count(Review.id))
        .join(Project, Project.call_id == Call.id)
        .join(Review, Review.project_id == Project.id)
        .where(
            Review.reader_id == actor.person_id,
            Review.status.in_((ReviewStatus.ASSIGNED, ReviewStatus.DRAFT)),
            Project.state == State.UNDER_REVIEW,
            Project.id.not_in(actor.conflicts | actor.team_of),
        )
        .group_by(Call.id)
        .order_by(Call.code)
    )
    return [Task("read", call.committee_on, call=call, count=count) for call, count in rows]


def _pitches(session: Session, actor: Actor) -> list[Task]:
    calls = actor.calls_as(*_JURY)
    if not calls:
        return []
    sent = select(PitchCard.pitch_id).where(PitchCard.juror_id == actor.person_id, PitchCard.locked_at.is_not(None))
    rows = session.execute(
        select(Call, func.count(Pitch.id))
        .join(Pitch, Pitch.call_id == Call.id)
        .join(Project, Project.id == Pitch.project_id)
        .where(
            Call.id.in_(calls),
            policy.pitched_projects(actor),
            Pitch.status != PitchStatus.CLOSED,
            Pitch.id.not_in(sent),
        )
        .group_by(Call.id)
        .order_by(Call.code)
    )
    return [Task("score_pitches", call.jury_on, call=call, count=count) for call, count in rows]


def _in_preparation(actor: Actor, calls: list[Call]) -> list[Task]:
    hidden = [call for call in calls if not call.public and policy.manage_call(actor, call)]
    return [Task("show_call", clock.day_of(call.opens_at), call=call) for call in hidden]


def _staff(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    kinds = {
        State.SUBMITTED: ("screen", "screening_until"),
        State.ADMISSIBLE: ("assign_readers", "committee_on"),
        State.UNDER_REVIEW: ("decide", "committee_on"),
        State.SELECTED: ("launch", "mentoring_from"),
        State.WAITING_LIST: ("fill_pitch", "jury_on"),
        State.RESERVE: ("fill_place", "mentoring_from"),
    }
    rounds = {waiting.LISTS[round_].state: round_ for round_ in Round}
    rows = session.execute(
        select(Project.call_id, Project.state, func.count(Project.id))
        .where(policy.staffed_projects(actor), Project.state.in_(kinds))
        .group_by(Project.call_id, Project.state)
        .order_by(Project.call_id, Project.state)
    ).all()
    by_id = {call.id: call for call in calls}
    tasks = []
    for call_id, state, count in rows:
        kind, day = kinds[state]
        call = by_id[call_id]
        if state in rounds:  # those who wait ask nothing, until a place is free
            count = waiting.free_places(session, call, rounds[state])
        if not count:
            continue
        tasks.append(Task(kind, getattr(call, day), call=call, count=count))
    return tasks


def _jury(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """What the jury day asks of those who run the call and of the chair: an order, the day, the decisions."""
    rows = session.execute(
        select(Project.call_id, Project.state, Pitch.id.is_not(None).label("ordered"), func.count(Project.id))
        .outerjoin(Pitch, Pitch.project_id == Project.id)
        .where(policy.judged_projects(actor), Project.state.in_((State.SHORTLISTED, State.PITCHED)))
        .group_by(Project.call_id, Project.state, "ordered")
        .order_by(Project.call_id, Project.state, "ordered")
    )
    by_id = {call.id: call for call in calls}
    tasks = []
    for call_id, state, ordered, count in rows:
        call = by_id[call_id]
        kind = "order_pitches"
        if state is State.PITCHED:
            kind = "close_day" if call.jury_closed_at is None else "deliberate"
        elif ordered:
            kind = "hold_day"
        if kind != "order_pitches" or policy.schedule_pitches(actor, call):
            tasks.append(Task(kind, call.jury_on, call=call, count=count))
    held = {task.call for task in tasks if task.kind in ("hold_day", "order_pitches")}
    return [task for task in tasks if task.kind != "close_day" or task.call not in held]


def _silent(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """The followed projects that give no news, for their coach and for those who run the call.

    Says `mentoring.follow_up.is_silent` in SQL: neither the (re)start, nor the first phase, nor news is recent.
    """
    limit = clock.today() - timedelta(days=rules.SILENCE_DAYS)
    news = select(CheckIn.id).where(CheckIn.project_id == Project.id, CheckIn.on >= limit)
    begun = select(Phase.id).where(Phase.project_id == Project.id, Phase.started_on.is_not(None))
    coached = Project.id.in_(actor.coaches).label("coached")
    rows = session.execute(
        select(Project.call_id, coached, func.count(Project.id))
        .where(
            or_(policy.staffed_projects(actor), coached),
            Project.state == State.MENTORING,
            Project.state_changed_at < clock.start_of(limit),
            ~news.exists(),
            or_(~begun.exists(), begun.where(Phase.started_on < limit).exists()),
        )
        .group_by(Project.call_id, coached)
        .order_by(Project.call_id, coached)
    )
    by_id = {call.id: call for call in calls}
    return [
        Task("silent_coached" if mine else "silent", clock.today(), call=by_id.get(call_id), count=count)
        for call_id, mine, count in rows
    ]


def _check_ins(session: Session, actor: Actor) -> list[Task]:
    if not actor.team_of:
        return []
    last = select(func.max(CheckIn.on)).where(CheckIn.project_id == Project.id).scalar_subquery()
    rows = session.execute(
        select(Project, last)
        .where(Project.id.in_(actor.team_of), Project.state == State.MENTORING)
        .order_by(Project.state_changed_at, Project.id)
        .limit(PAGE_SIZE)
        .options(joinedload(Project.call))
    )
    tasks = []
    for project, on in rows:
        since: date = on or clock.day_of(project.state_changed_at)
        due = since + CHECK_IN_EVERY
        if due <= clock.today() + timedelta(days=3):
            tasks.append(Task("check_in", due, project, project.call))
    return tasks
