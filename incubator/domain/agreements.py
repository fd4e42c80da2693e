"""The manager's agreement, read: where it stands, what is missing, what of a dossier a manager may read."""

import re
import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, joinedload

from incubator.core.i18n import LazyString, _, language, ngettext
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import number
from incubator.domain.dossier_kinds import AGREEMENT_GIVEN, AgreementMoment, AgreementStatus
from incubator.domain.models import Agreement, Answer, Call, Project, Question
from incubator.domain.states import State

ASIDE = (AgreementStatus.CANCELLED, AgreementStatus.DELEGATED)  # another request says where one stands
# The moment each state leads to: what the call wants by then is asked now.
NEXT_MOMENT = {
    State.DRAFT: AgreementMoment.SUBMISSION,
    State.SHORTLISTED: AgreementMoment.JURY,
    State.SELECTED: AgreementMoment.MENTORING,
}
PROBLEM_LIMIT = 300
_MISSING: dict[AgreementMoment, LazyString] = {
    AgreementMoment.SUBMISSION: _l("L’accord du responsable manque : cet appel le demande avant le dépôt."),
    AgreementMoment.JURY: _l("L’accord du responsable manque : cet appel le demande avant le pitch."),
    AgreementMoment.MENTORING: _l("L’accord du responsable manque : cet appel le demande avant l’accompagnement."),
}
_REFUSED = _l("Le responsable a refusé : il faut son accord, ou celui d’un autre responsable.")

_HISTORY = (  # made once: every page of a dossier asks it
    select(Agreement)
    .where(Agreement.project_id == bindparam("project"))
    .order_by(Agreement.asked_at.desc(), Agreement.id)
    .options(joinedload(Agreement.asked_by))
)


def history(session: Session, project: Project) -> list[Agreement]:
    """Return every request about `project` with who asked, the newest first."""
    return list(session.scalars(_HISTORY, {"project": project.id}))


def current(session: Session, project: Project) -> Agreement | None:
    """Return the request that says where the agreement stands: the newest neither cancelled nor handed on."""
    return in_force(history(session, project))


def in_force(requests: Iterable[Agreement]) -> Agreement | None:
    """Return the request in force among those of one project, given the newest first."""
    return next((one for one in requests if one.status not in ASIDE), None)


def currents(session: Session, project_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Agreement]:
    """Return the request in force of each of several projects that have one."""
    found: dict[uuid.UUID, Agreement] = {}
    rows = session.scalars(
        select(Agreement)
        .where(Agreement.project_id.in_(project_ids), Agreement.status.not_in(ASIDE))
        .order_by(Agreement.asked_at, Agreement.id.desc())
    )
    for row in rows:
        found[row.project_id] = row
    return found


def missing(session: Session, project: Project, moment: AgreementMoment) -> list[str]:
    """Return what is missing for a step before which the call wants the agreement; nothing where it wants none."""
    if session.get_one(Call, project.call_id).agreement_required is not moment:
        return []
    request = current(session, project)
    if request is not None and request.status in AGREEMENT_GIVEN:
        return []
    return [str(_REFUSED if request is not None and request.status is AgreementStatus.REFUSED else _MISSING[moment])]


def lacking(
    session: Session, call_ids: Collection[uuid.UUID], seen: ColumnElement[bool]
) -> list[tuple[Project, Agreement | None]]:
    """Return the shortlisted dossiers of calls that want an agreement before the jury and have none, by number.

    `seen` keeps those that somebody may see. The request in force, if any, says where each stands.
    """
    shortlisted = session.scalars(
        select(Project)
        .join(Call, Call.id == Project.call_id)
        .where(Project.call_id.in_(call_ids), Project.state == State.SHORTLISTED, seen)
        .where(Call.agreement_required == AgreementMoment.JURY)
        .order_by(Project.call_id, Project.number)
    ).all()
    requests = currents(session, [project.id for project in shortlisted]) if shortlisted else {}
    pairs = [(project, requests.get(project.id)) for project in shortlisted]
    return [(one, request) for one, request in pairs if request is None or request.status not in AGREEMENT_GIVEN]


def problem_in_a_sentence(session: Session, project: Project) -> str:
    """Return the first sentence of the problem, the one answer a manager reads; "" when there is none yet."""
    text = session.scalar(
        select(Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.project_id == project.id,
            Question.key == "problem",
            Question.form_version == project.form_version,
            Question.team_only.is_(False),
        )
    )
    first = re.split(r"(?<=[.!?…])\s|\n", (text or "").strip(), maxsplit=1)[0]
    return first if len(first) <= PROBLEM_LIMIT else first[: PROBLEM_LIMIT - 1].rstrip() + "…"


WEEKLY_DAYS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)  # what may be offered, and asked of a manager


def days_in_words(days: float) -> str:
    """« une demi-journée par semaine », « 1,5 jour par semaine », « 2 jours par semaine »."""
    if days == 0.5:
        return str(_("une demi-journée par semaine"))
    plural = 1 if days <= 1 or (days < 2 and language() == "fr") else 2
    return str(ngettext("%(days)s jour par semaine", "%(days)s jours par semaine", plural, days=number(days)))
