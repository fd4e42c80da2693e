"""Where a dossier stands for its team: the road from the first word to the follow-up, and the one thing to do now."""

from dataclasses import dataclass
from datetime import date, datetime

from incubator.core import clock
from incubator.core.i18n import LazyString, _
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_long, datetime_long
from incubator.domain import answers, information, lifecycle, policy, relations, rules
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import AnswerMoment
from incubator.domain.models import Project
from incubator.domain.states import ENDINGS, FOLLOWED, REFUSED, State
from incubator.submission.content import FACTS, asked, field_name, is_second_step, missing_fields, values_of

_REACHED: dict[State, int] = {
    State.DRAFT: 0,
    State.SUBMITTED: 1,
    State.INFO_REQUESTED: 1,
    State.NOT_ADMISSIBLE: 1,
    State.ADMISSIBLE: 2,
    State.UNDER_REVIEW: 2,
    State.WAITING_LIST: 2,
    State.NOT_SHORTLISTED: 2,
    State.SHORTLISTED: 3,
    State.PITCHED: 3,
    State.RESERVE: 3,
    State.NOT_SELECTED: 3,
    State.SELECTED: 4,
    State.MENTORING: 4,
}


_JURY_DAY = _l("Le jour du jury est arrivé : ces réponses ne changent plus, pour que tout le jury lise le même texte.")


CLOSED_PART = _l(
    "L’équipe du programme ne vous demande qu’une partie du dossier : le reste ne change plus. Rouvrez la page."
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the road: `status` is done, current or todo; `note` its date in words."""

    label: LazyString | str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do now: a button and where it leads, by when; `sentence` says more than what comes next."""

    label: LazyString | str
    endpoint: str
    due: date | datetime | None = None
    sentence: LazyString | str = ""


# What happens next and when: the date of the call, and the sentence that says it, while the day is still to come.
_DATED: dict[State, tuple[str, LazyString]] = {
    State.SUBMITTED: (
        "screening_until",
        _l("L’équipe du programme vérifie que votre dossier est recevable et vous répond avant le {date}."),
    ),
    State.ADMISSIBLE: ("committee_on", _l("Le comité lit votre dossier et se réunit le {date}.")),
    State.UNDER_REVIEW: (
        "committee_on",
        _l("Le comité lit tous les dossiers et se réunit le {date}, puis annonce les projets invités au pitch."),
    ),
    State.SHORTLISTED: ("jury_on", _l("Préparez vos trois minutes : le jury se réunit le {date}.")),
    State.WAITING_LIST: ("jury_on", _l("Si une place se libère avant le jury du {date}, nous vous écrivons aussitôt.")),
    State.SELECTED: (
        "mentoring_from",
        _l("Votre coach vous contacte pour préparer le lancement : l’accompagnement commence le {date}."),
    ),
    State.RESERVE: (
        "mentoring_from",
        _l("Si un projet retenu se retire avant le {date}, nous vous écrivons dans l’ordre de la liste."),
    ),
}


def road(project: Project) -> list[Stage]:
    """Return the stages of `project`; a dossier that stops shows no stage after the one where it stopped."""
    stages = _stages(project)
    if project.state in REFUSED or project.state is State.WITHDRAWN:
        reached = _REACHED.get(project.state, 0 if project.submitted_at is None else 1)
        done = [Stage(label, "done", "") for label, _note in stages[:reached]]
        when = date_long(project.state_changed_at)
        return [*done, Stage(project.state.candidate_label, "current", when)]
    current = _REACHED.get(project.state, len(stages))
    return [Stage(label, _status(index, current), note) for index, (label, note) in enumerate(stages)]


def _status(index: int, current: int) -> str:
    return "done" if index < current else "current" if index == current else "todo"


def _stages(project: Project) -> list[tuple[str, str]]:
    call = project.call
    submitted = (
        _("le %(date)s", date=datetime_long(project.submitted_at))
        if project.submitted_at is not None and project.state is not State.DRAFT
        else _("avant le %(date)s", date=datetime_long(call.closes_at))
    )
    followed = project.state in FOLLOWED
    return [
        (_("Dépôt du dossier"), submitted),
        (_("Vérification de la recevabilité"), _("réponse avant le %(date)s", date=date_long(call.screening_until))),
        (_("Lecture par le comité"), _("comité le %(date)s", date=date_long(call.committee_on))),
        (_("Pitch devant le jury"), _("le %(date)s", date=date_long(call.jury_on))),
        (
            project.state.candidate_label if project.state in ENDINGS else _("Accompagnement"),
            "" if followed else _("à partir du %(date)s", date=date_long(call.mentoring_from)),
        ),
    ]


def what_next(project: Project) -> LazyString | str:
    """Return what happens next, in one sentence for the team; only the call must be loaded."""
    if project.merged_into_id:
        return _("Ce dossier a rejoint un autre dossier : c’est celui-là qui continue.")
    if project.state is State.DRAFT and not rules.draft_is_open(project):
        return _("L’appel est clos : ce brouillon n’a pas été déposé. Il reste lisible ici, pour une autre édition.")
    name, sentence = _DATED.get(project.state, ("", ""))
    day = getattr(project.call, name) if name else None
    if day is None or day < clock.today():
        return project.state.next_for_candidate
    return str(sentence).format(date=date_long(day))


def next_act(actor: Actor, project: Project, *, unanswered: bool = False) -> Act | None:
    """Return what `actor` may do now; None when there is only to wait. Only the call must be loaded.

    `unanswered`: something that is asked after the first selection has no answer yet.
    """
    if not relations.is_team(actor, project):
        return _act_of_others(actor, project)
    is_open, closes_on = rules.call_is_open(project.call), project.call.closes_at
    if project.state is State.DRAFT and rules.draft_is_open(project):
        return Act(_("Continuer mon dossier"), "submission.edit", rules.late_until(project) or closes_on)
    if project.state is State.INFO_REQUESTED:
        return Act(_("Compléter mon dossier"), "submission.edit")
    if completes(project, unanswered=unanswered):
        due = project.call.jury_on if project.state is State.SHORTLISTED else project.call.mentoring_from
        return Act(_("Compléter mon dossier"), "submission.edit", due, _("Quelques questions de plus avant la suite"))
    left = project.state is State.WITHDRAWN and project.merged_into_id is None
    if left and is_open and policy.come_back(actor, project):
        return Act(lifecycle.COME_BACK.label, "submission.come_back", closes_on)
    if project.state is State.MENTORING:
        return Act(_("Faire mon point de suivi"), "mentoring.check_in")
    if project.state in (State.NOT_SHORTLISTED, State.NOT_SELECTED):
        return Act(_("Lire les retours"), "selection.decision")
    return None


def _act_of_others(actor: Actor, project: Project) -> Act | None:
    if project.state is State.SUBMITTED and policy.screen_project(actor, project):
        return Act(_("Examiner la recevabilité"), "screening.screen", project.call.screening_until)
    if project.state is State.UNDER_REVIEW and policy.score_project(actor, project):
        return Act(_("Lire et noter ce dossier"), "selection.read", project.call.committee_on)
    return None


def next_act_of_complete(actor: Actor, project: Project) -> Act | None:
    """Return `next_act`, which becomes handing in when nothing is missing and what was asked for began to be answered.

    Questions, answers and what is asked for must be loaded.
    """
    second = is_second_step(project)
    act = next_act(actor, project, unanswered=second and not all(values_of(project).values()))
    if act is None or act.endpoint != "submission.edit" or second or missing_fields(project):
        return act
    if project.state is State.DRAFT:
        return Act(lifecycle.SUBMIT.label, "submission.submit", act.due)
    request = information.loaded(project)
    if request is not None and all(change.same for change in information.changes(project, request)):
        return Act(act.label, act.endpoint, request.due_on)
    return Act(lifecycle.SEND_INFORMATION.label, "submission.send_information", request.due_on if request else None)


def answered(project: Project) -> tuple[int, int]:
    """Return how many of the texts a dossier must have are given, of how many; the same relations must be loaded.

    Nothing may be required in the second step: all its answers are then counted.
    """
    if is_second_step(project):
        values = [value for _question, value in answers.reference_answers(asked(project), project.answers)]
        return sum(bool(value) for value in values), len(values)
    due = [question for question in asked(project) if answers.is_due(question, AnswerMoment.SUBMISSION)]
    awaited = [*FACTS, *(field_name(question) for question in due)]
    missing = {name for name, _sentence in missing_fields(project)}
    return sum(name not in missing for name in awaited), len(awaited)


def progress_label(project: Project) -> str:
    """Return what `answered` counts."""
    return _("Réponses") if is_second_step(project) else _("Réponses attendues")


def completes(project: Project, *, unanswered: bool) -> bool:
    """Tell whether the team is asked to complete `project`: something is `unanswered`, and there is still time."""
    return unanswered and is_second_step(project) and rules.second_step_is_open(project)


def may_complete(actor: Actor, project: Project) -> bool:
    """Tell whether `actor` may write answers of the second step now; call and questions must be loaded."""
    return policy.edit_project(actor, project) and is_second_step(project) and not locked_reason(project)


def locked_reason(project: Project) -> str:
    """Say why the answers of `project` can no longer be changed; "" when they can. Call and questions: loaded."""
    if project.state is State.WITHDRAWN:
        return _("Ce dossier est retiré : ses réponses ne changent plus tant qu’il n’est pas repris.")
    if is_second_step(project) and asked(project):
        return "" if rules.second_step_is_open(project) else str(_JURY_DAY)
    if rules.may_be_replaced(project):
        return ""
    if project.state not in (State.DRAFT, State.INFO_REQUESTED):
        return _("Ce dossier est déposé : ses réponses ne changent plus, pour que tous lisent le même texte.")
    if project.state is State.DRAFT and not rules.draft_is_open(project):
        return _("L’appel est clos : ce brouillon n’a pas été déposé, il se lit encore mais ne se modifie plus.")
    return ""


def handed_in_reason(project: Project) -> str:
    """Say why nothing is saved by itself in a dossier that was handed in; "" in another. Its call must be loaded."""
    if project.state is not State.SUBMITTED:
        return ""
    return locked_reason(project) or _(
        "Ce dossier est déposé : ce que vous changez compte quand vous déposez la nouvelle version."
    )
