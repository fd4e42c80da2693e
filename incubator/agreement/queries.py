"""Reads of the manager's agreement."""

import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.i18n import _
from incubator.core.links import hash_of
from incubator.domain import queries as domain_queries
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AGREEMENT_AWAITED, AgreementStatus
from incubator.domain.models import Agreement, Answer, Call, Person, Programme, Project, Question, TeamMember


def find_project(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with its call and programme; NoResultFound for what the actor may not see."""
    call = joinedload(Project.call).joinedload(Call.programme).joinedload(Programme.organisation)
    return domain_queries.find_project(session, actor, project_id, call)


def by_secret(session: Session, secret: str) -> Agreement | None:
    """Return the request that a link opens; None alike when it is unknown, out of date or cancelled."""
    return session.scalars(_by_secret(secret)).one_or_none()


def hold_by_secret(session: Session, secret: str) -> Agreement | None:
    """Return the same, kept from others until the end of the transaction."""
    query = _by_secret(secret).with_for_update(of=Agreement).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _by_secret(secret: str) -> Select[Agreement]:
    call = joinedload(Agreement.project, innerjoin=True).joinedload(Project.call, innerjoin=True)
    return (
        select(Agreement)
        .where(
            Agreement.secret_hash == hash_of(secret),
            Agreement.expires_at > clock.now(),
            Agreement.status != AgreementStatus.CANCELLED,
        )
        .options(
            call.joinedload(Call.programme, innerjoin=True).joinedload(Programme.organisation, innerjoin=True),
            joinedload(Agreement.asked_by, innerjoin=True),
        )
    )


def hold_awaited(session: Session, project: Project) -> Agreement | None:
    """Return the request of `project` that awaits an answer, once nobody else can ask, answer or cancel meanwhile."""
    session.refresh(project, attribute_names=["state", "title", "version"], with_for_update=True)
    return session.scalars(
        _awaited(project).with_for_update(of=Agreement).execution_options(populate_existing=True)
    ).one_or_none()


def awaited(session: Session, project: Project) -> Agreement | None:
    """Return the request of `project` that awaits an answer, with who asked."""
    return session.scalars(_awaited(project)).one_or_none()


def _awaited(project: Project) -> Select[Agreement]:
    return (
        select(Agreement)
        .where(Agreement.project_id == project.id, Agreement.status.in_(AGREEMENT_AWAITED))
        .order_by(Agreement.asked_at.desc(), Agreement.id)
        .limit(1)
        .options(
            joinedload(Agreement.asked_by, innerjoin=True),
            joinedload(Agreement.project, innerjoin=True).joinedload(Project.call, innerjoin=True),
        )
    )


def is_of_the_team(session: Session, project: Project, email: str) -> bool:
    """Tell whether `email` belongs to somebody of the team: nobody agrees to their own request."""
    query = (
        select(func.count())
        .select_from(TeamMember)
        .join(Person, Person.id == TeamMember.person_id)
        .where(TeamMember.project_id == project.id, Person.email == email.lower())
    )
    return bool(session.scalar(query))


def days_in_dossier(session: Session, project: Project) -> str:
    """Return how much time the dossier says the team could give, as its form holds it; "" without an answer."""
    query = (
        select(Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.project_id == project.id,
            Question.key == "days",
            Question.form_version == project.form_version,
        )
    )
    return session.scalar(query) or ""


def missing_to_ask(session: Session, project: Project, email: str) -> list[str]:
    """Return what keeps from asking the person at `email`."""
    if not project.title.strip():
        return [_("Donnez d’abord un titre à votre projet : votre responsable doit savoir de quoi il s’agit.")]
    if is_of_the_team(session, project, email):
        return [_("Cette adresse est celle d’une personne de l’équipe : demandez à qui décide de son temps.")]
    return []
