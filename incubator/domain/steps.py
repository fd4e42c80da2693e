"""The table of steps: who, from where, to where, what must be true, who is told. Everything else reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from incubator.core import outbox
from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _l
from incubator.core.permissions import Rule
from incubator.domain import mails, needs, policy
from incubator.domain.models import Project
from incubator.domain.states import ENDINGS, LIVING, State

Need = Callable[[Session, Project, str], list[str]]
MailMaker = Callable[[Session, Project, str], list[outbox.Email]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Everything that is true of one step; its name is its address, its journal event and its words."""

    name: str
    label: LazyString
    past: LazyString
    sources: frozenset[State]
    target: State
    may: Rule
    needs: tuple[Need, ...] = ()
    sends: tuple[MailMaker, ...] = ()
    stamps: str | None = None
    published: bool = True  # the candidate reads it on the timeline
    keeps_version: bool = False  # what the dossier says then is kept as it is

    def missing(self, session: Session, project: Project, note: str = "") -> list[str]:
        """Return the sentences that say what is missing before this step can be taken."""
        return [sentence for need in self.needs for sentence in need(session, project, note)]


def _step(
    name: str, label: LazyString, past: LazyString, sources: tuple[State, ...], target: State, may: Rule, **more: Any
) -> Step:
    return Step(name=name, label=label, past=past, sources=frozenset(sources), target=target, may=may, **more)


S = State

SUBMIT = _step(
    "submit",
    _l("Déposer mon dossier"),
    _l("Dossier déposé"),
    (S.DRAFT,),
    S.SUBMITTED,
    policy.submit_project,
    needs=(needs.draft_is_open, needs.answers_are_complete, needs.manager_agrees_to_submission),
    sends=(mails.submission_receipt,),
    stamps="submitted_at",
    keeps_version=True,
)
REVISE = _step(
    "revise",
    _l("Déposer cette version"),
    _l("Nouvelle version déposée"),
    (S.SUBMITTED,),
    S.SUBMITTED,
    policy.submit_project,
    needs=(needs.call_is_open, needs.answers_are_complete),
    sends=(mails.submission_receipt, mails.version_replaced),
    keeps_version=True,
)
ASK_INFORMATION = _step(
    "ask_information",
    _l("Demander des précisions"),
    _l("Précisions demandées"),
    (S.SUBMITTED,),
    S.INFO_REQUESTED,
    policy.screen_project,
    needs=(needs.reason_is_given,),
    sends=(mails.information_requested,),
)
SEND_INFORMATION = _step(
    "send_information",
    _l("Renvoyer mon dossier complété"),
    _l("Dossier complété"),
    (S.INFO_REQUESTED,),
    S.SUBMITTED,
    policy.submit_project,
    needs=(needs.answers_are_complete,),
    sends=(mails.submission_receipt, mails.information_sent),
    keeps_version=True,
)
ADMIT = _step(
    "admit",
    _l("Déclarer recevable"),
    _l("Dossier recevable"),
    (S.SUBMITTED,),
    S.ADMISSIBLE,
    policy.screen_project,
    sends=(mails.admissible,),
)
REJECT = _step(
    "reject",
    _l("Déclarer non recevable"),
    _l("Dossier non recevable"),
    (S.SUBMITTED,),
    S.NOT_ADMISSIBLE,
    policy.screen_project,
    needs=(needs.reason_is_given,),
    sends=(mails.not_admissible,),
)
RECONSIDER = _step(
    "reconsider",
    _l("Revoir la recevabilité"),
    _l("Recevabilité à revoir"),
    (S.ADMISSIBLE, S.NOT_ADMISSIBLE),
    S.SUBMITTED,
    policy.screen_project,
    needs=(needs.reason_is_given,),
)
TAKE_BACK = _step(
    "take_back",
    _l("Annuler ce qui vient d’être fait"),
    _l("Dernière décision annulée aussitôt : le dossier est de nouveau à l’examen"),
    (S.ADMISSIBLE, S.NOT_ADMISSIBLE, S.INFO_REQUESTED),
    S.SUBMITTED,
    policy.screen_project,
)
START_REVIEW = _step(
    "start_review",
    _l("Donner à lire au comité"),
    _l("Dossier confié au comité"),
    (S.ADMISSIBLE,),
    S.UNDER_REVIEW,
    policy.assign_readers_of,
    needs=(needs.readers_are_assigned,),
)
SHORTLIST = _step(
    "shortlist",
    _l("Inviter au pitch"),
    _l("Projet invité au pitch"),
    (S.UNDER_REVIEW, S.WAITING_LIST),
    S.SHORTLISTED,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
PUT_ON_WAITING_LIST = _step(
    "put_on_waiting_list",
    _l("Mettre en liste d’attente"),
    _l("Projet en liste d’attente"),
    (S.UNDER_REVIEW,),
    S.WAITING_LIST,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
DECLINE_ON_FILE = _step(
    "decline_on_file",
    _l("Ne pas présélectionner"),
    _l("Projet non présélectionné"),
    (S.UNDER_REVIEW, S.WAITING_LIST),
    S.NOT_SHORTLISTED,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
PITCH = _step(
    "pitch",
    _l("Clore la notation du pitch"),
    _l("Pitch passé"),
    (S.SHORTLISTED,),
    S.PITCHED,
    policy.close_pitch,
    needs=(needs.manager_agrees_before_the_jury,),
)
SELECT = _step(
    "select",
    _l("Retenir"),
    _l("Projet retenu"),
    (S.PITCHED, S.RESERVE),
    S.SELECTED,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
PUT_IN_RESERVE = _step(
    "put_in_reserve",
    _l("Mettre en liste complémentaire"),
    _l("Projet en liste complémentaire"),
    (S.PITCHED,),
    S.RESERVE,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
DECLINE_AFTER_PITCH = _step(
    "decline_after_pitch",
    _l("Ne pas retenir"),
    _l("Projet non retenu"),
    (S.PITCHED, S.RESERVE),
    S.NOT_SELECTED,
    policy.decide_project,
    needs=(needs.reason_is_given,),
)
START_MENTORING = _step(
    "start_mentoring",
    _l("Commencer l’accompagnement"),
    _l("Accompagnement commencé"),
    (S.SELECTED,),
    S.MENTORING,
    policy.assign_coach,
    needs=(needs.coach_is_assigned, needs.manager_agrees_before_mentoring, needs.later_answers_are_given),
    sends=(mails.mentoring_started,),
)
RESUME = _step(
    "resume",
    _l("Reprendre l’accompagnement"),
    _l("Accompagnement repris"),
    (S.DORMANT,),
    S.MENTORING,
    policy.end_project,
)
WITHDRAW = _step(
    "withdraw",
    _l("Retirer mon dossier"),
    _l("Dossier retiré par l’équipe"),
    LIVING,
    S.WITHDRAWN,
    policy.withdraw_project,
    sends=(mails.withdrawal_receipt,),
)
MERGE = _step(
    "merge",
    _l("Réunir mon dossier à un autre"),
    _l("Dossier réuni à un autre"),
    (S.DRAFT, S.SUBMITTED, S.INFO_REQUESTED, S.ADMISSIBLE),
    S.WITHDRAWN,
    policy.answer_merge,
    needs=(needs.both_owners_agree,),
)
COME_BACK = _step(
    "come_back",
    _l("Reprendre mon dossier"),
    _l("Dossier repris"),
    (S.WITHDRAWN,),
    S.DRAFT,
    policy.come_back,
    needs=(needs.is_not_merged, needs.call_is_open),
)
END = {
    state: _step(
        f"end_{state.value}",
        state.label,
        state.label,
        (S.MENTORING,),
        state,
        policy.end_project,
        needs=(needs.reason_is_given,),
        sends=(mails.project_ended,),
    )
    for state in ENDINGS
}

STEPS: tuple[Step, ...] = (
    SUBMIT,
    REVISE,
    ASK_INFORMATION,
    SEND_INFORMATION,
    ADMIT,
    REJECT,
    RECONSIDER,
    TAKE_BACK,
    START_REVIEW,
    SHORTLIST,
    PUT_ON_WAITING_LIST,
    DECLINE_ON_FILE,
    PITCH,
    SELECT,
    PUT_IN_RESERVE,
    DECLINE_AFTER_PITCH,
    START_MENTORING,
    RESUME,
    WITHDRAW,
    MERGE,
    COME_BACK,
    *END.values(),
)
BY_NAME = {step.name: step for step in STEPS}
DECISION_STEPS = {
    step.target: step
    for step in (SHORTLIST, PUT_ON_WAITING_LIST, DECLINE_ON_FILE, SELECT, PUT_IN_RESERVE, DECLINE_AFTER_PITCH)
}
