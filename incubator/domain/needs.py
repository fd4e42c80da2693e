"""What must be true before a step: each answers with the sentences that say what is missing, none when it is."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core.i18n import _
from incubator.domain import agreements, answers, rules
from incubator.domain.dossier_kinds import AgreementMoment, AnswerMoment
from incubator.domain.kinds import ReviewStatus
from incubator.domain.models import Answer, Call, Coaching, Project, Question, Review


def call_is_open(session: Session, project: Project, _note: str) -> list[str]:
    """The call takes dossiers at this instant."""
    call = session.get_one(Call, project.call_id)
    return [] if rules.call_is_open(call) else [_("L’appel est clos : votre dossier est gardé tel quel.")]


def draft_is_open(session: Session, project: Project, _note: str) -> list[str]:
    """The call takes dossiers at this instant, or still takes this one."""
    session.get_one(Call, project.call_id)  # `project.call` is then at hand
    return [] if rules.draft_is_open(project) else [_("L’appel est clos : votre dossier est gardé tel quel.")]


def is_not_merged(_session: Session, project: Project, _note: str) -> list[str]:
    """The dossier has not joined another one."""
    return [_("Ce dossier a rejoint un autre dossier : c’est celui-là qui continue.")] if project.merged_into_id else []


def both_owners_agree(_session: Session, project: Project, _note: str) -> list[str]:
    """Both owners have agreed that this dossier joins the other; `similar.merging` writes it when they have."""
    return [] if project.merged_into_id else [_("Les porteurs des deux dossiers doivent d’abord accepter.")]


def answers_are_complete(session: Session, project: Project, _note: str) -> list[str]:
    """Every required question is answered, and no answer is longer than its limit."""
    return [sentence for _name, sentence in missing_in(session, project)]


def missing_in(session: Session, project: Project) -> list[tuple[str, str]]:
    """Return (field, sentence) for each thing the dossier lacks, to be linked to its field."""
    return rules.missing_answers(
        title=project.title,
        department=project.department,
        theme=project.theme,
        questions=_questions(session, project),
        values=_values(session, project),
    )


def later_answers_are_given(session: Session, project: Project, _note: str) -> list[str]:
    """What the call wants answered after the first selection is; on the jury day itself, nobody is stopped for it."""
    questions = [question for question in _questions(session, project) if answers.is_asked_later(question)]
    if not questions:
        return []
    found = answers.missing_among(questions, _values(session, project), AnswerMoment.MENTORING)
    return [_("Dossier de l’équipe : %(sentence)s", sentence=sentence) for _key, sentence in found]


def _questions(session: Session, project: Project) -> Sequence[Question]:
    asked = select(Question).where(Question.call_id == project.call_id, Question.form_version == project.form_version)
    return session.scalars(asked.order_by(Question.position, Question.id)).all()


def _values(session: Session, project: Project) -> dict[str, str]:
    rows = session.execute(
        select(Question.key, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.project_id == project.id, Question.form_version == project.form_version)
    )
    return {key: value for key, value in rows}


def reason_is_given(_session: Session, _project: Project, note: str) -> list[str]:
    """A sentence says why."""
    return [] if note.strip() else [_("Écrivez le motif : la personne concernée le lira.")]


def readers_are_assigned(session: Session, project: Project, _note: str) -> list[str]:
    """Somebody was given the dossier to read."""
    count = session.scalar(
        select(func.count()).where(Review.project_id == project.id, Review.status != ReviewStatus.ABSTAINED)
    )
    return [] if count else [_("Désignez d’abord des lecteurs.")]


def coach_is_assigned(session: Session, project: Project, _note: str) -> list[str]:
    """A coach stands beside the project."""
    count = session.scalar(select(func.count()).where(Coaching.project_id == project.id, Coaching.ended_on.is_(None)))
    return [] if count else [_("Désignez d’abord un coach.")]


def manager_agrees_to_submission(session: Session, project: Project, _note: str) -> list[str]:
    """The manager has agreed, where the call wants it before the dossier is handed in."""
    return agreements.missing(session, project, AgreementMoment.SUBMISSION)


def manager_agrees_before_the_jury(session: Session, project: Project, _note: str) -> list[str]:
    """The manager has agreed, where the call wants it before the pitch."""
    return agreements.missing(session, project, AgreementMoment.JURY)


def manager_agrees_before_mentoring(session: Session, project: Project, _note: str) -> list[str]:
    """The manager has agreed, where the call wants it before the follow-up."""
    return agreements.missing(session, project, AgreementMoment.MENTORING)
