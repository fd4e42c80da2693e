"""Pure questions: is the call open, what is missing, what do marks amount to. No database, no web."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from incubator.core import clock
from incubator.core.i18n import _
from incubator.domain.answers import missing_among
from incubator.domain.dossier_kinds import AnswerMoment, InvitationStatus
from incubator.domain.models import Call, CheckIn, Criterion, Invitation, Project, Question
from incubator.domain.states import OVER, State

TITLE_LIMIT = 80
CALL_TITLE_LIMIT, CODE_LIMIT = 160, 40
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # how the code of a call reads in addresses
TEAM_LIMIT = 8
PENDING_INVITATIONS_LIMIT = 5
INVITATION_LIFE = timedelta(days=14)
INVITATION_PAUSE = timedelta(hours=1)
HELP_LIMIT = 240
SILENCE_DAYS = 21
SCALE_MAX = 5
THOUSANDTHS = 1000


def call_is_open(call: Call, at: datetime | None = None) -> bool:
    """Tell whether dossiers may be submitted to `call` at the instant `at` (now); the closing instant is too late."""
    moment = at or clock.now()
    return call.public and call.opens_at <= moment < call.closes_at


def draft_is_open(project: Project, at: datetime | None = None) -> bool:
    """Tell whether a draft may be written and handed in at the instant `at` (now); its call must be loaded.

    One begun before the closing has the minutes of grace of its call: nobody loses a dossier in hand. One that an
    access code opened has until the code ends.
    """
    moment = at or clock.now()
    return call_is_open(project.call, moment) or _is_in_grace(project, moment) or _is_let_in(project, moment)


def second_step_is_open(project: Project) -> bool:
    """Tell whether the team may still complete its dossier: until the day of the jury, then once it has won.

    A dossier that was selected without all that mentoring needs can still be completed. Its call must be loaded.
    """
    return project.state is State.SELECTED or (
        project.state is State.SHORTLISTED and clock.today() < project.call.jury_on
    )


def late_until(project: Project) -> datetime | None:
    """Return until when a draft may be handed in although the call is closed; None for any other."""
    now = clock.now()
    if call_is_open(project.call, now):
        return None
    ends = []
    if _is_in_grace(project, now):
        ends.append(_end_of_grace(project.call))
    if project.open_until is not None and _is_let_in(project, now):
        ends.append(project.open_until)
    return max(ends, default=None)


def _is_let_in(project: Project, moment: datetime) -> bool:
    return project.open_until is not None and moment < project.open_until


def _end_of_grace(call: Call) -> datetime:
    return call.closes_at + timedelta(minutes=call.grace_minutes)


def _is_in_grace(project: Project, moment: datetime) -> bool:
    return was_in_grace(project, project.call, moment)


def was_in_grace(project: Project, call: Call, moment: datetime) -> bool:
    """Tell whether the minutes of grace of `call` let `project` be handed in at an instant."""
    return call.public and project.created_at < call.closes_at <= moment < _end_of_grace(call)


def may_be_replaced(project: Project) -> bool:
    """Tell whether the team may hand in another version: handed in, not examined yet, the call still open.

    The project's call must be loaded.
    """
    return project.state is State.SUBMITTED and call_is_open(project.call)


def is_late(submitted_at: datetime | None, call: Call, *, imported: bool) -> bool:
    """Tell whether a dossier was handed in after the closing; the day of an import says nothing of that."""
    return submitted_at is not None and not imported and submitted_at >= call.closes_at


def team_may_change(state: State) -> bool:
    """Tell whether people may still join or leave the team of a project that stands at `state`."""
    return state not in OVER


def may_seek_help(state: State, call: Call) -> bool:
    """Tell whether a project may look for teammates: a draft of a call that still takes dossiers."""
    return state is State.DRAFT and call_is_open(call)


def is_awaited(invitation: Invitation) -> bool:
    """Tell whether an invitation may still be answered."""
    return invitation.status is InvitationStatus.PENDING and clock.now() < invitation.expires_at


def may_be_sent_again(invitation: Invitation) -> bool:
    """Tell whether a letter may go to this address: not twice within the hour."""
    return clock.now() >= invitation.sent_at + INVITATION_PAUSE


def missing_answers(
    *, title: str, department: str, theme: str, questions: Iterable[Question], values: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return (name of the field, sentence) for each thing a dossier lacks before it may be submitted.

    `values` holds the answers by key of question.
    """
    missing = []
    fixed = (
        ("title", title, _("Titre du projet")),
        ("department", department, _("Direction")),
        ("theme", theme, _("Thème")),
    )
    for name, value, label in fixed:
        if not value.strip():
            missing.append((name, _("« %(question)s » attend une réponse.", question=label)))
    return missing + missing_among(questions, values, AnswerMoment.SUBMISSION)


def weighted_total(criteria: Iterable[Criterion], marks: Mapping[str, int]) -> int | None:
    """Return the weighted mean of `marks` (0 to 5, by key of criterion) in thousandths of a point, or None.

    A missing mark is missing, never zero: the total then does not exist.
    """
    total, weights = 0, 0
    for criterion in criteria:
        if criterion.key not in marks:
            return None
        total += criterion.weight * marks[criterion.key]
        weights += criterion.weight
    return None if weights == 0 else round(THOUSANDTHS * total / weights)


def mean_of(totals: list[int]) -> int:
    """Return the mean of totals (thousandths), rounded to a thousandth; ValueError when there is none."""
    if not totals:
        raise ValueError("No total to take the mean of.")
    return round(sum(totals) / len(totals))


def is_silent(last: CheckIn | None, started_on: date, today: date) -> bool:
    """Tell whether a followed project has given no news for more than three weeks."""
    since = started_on if last is None else last.on
    return (today - since) > timedelta(days=SILENCE_DAYS)
