"""One function per e-mail: to whom, with which facts. The words are in templates/emails/<name>.

One module per subject; all are called from here: `mails.<name>`.
"""

from incubator.domain.mails.agreement import (
    agreement_answer,
    agreement_cancelled,
    agreement_reminder,
    agreement_request,
)
from incubator.domain.mails.call_backs import (
    call_back_asked,
    call_back_cancelled,
    call_back_planned,
    call_back_withdrawn,
)
from incubator.domain.mails.calls import call_opened, dates_changed, draft_reminder, form_changed
from incubator.domain.mails.daily import daily_digest
from incubator.domain.mails.dossier import (
    admissible,
    carried_over,
    information_reminder,
    information_requested,
    information_sent,
    message_from_team,
    new_message,
    not_admissible,
    redirected,
    submission_receipt,
    version_replaced,
    withdrawal_receipt,
)
from incubator.domain.mails.entrance import access_code, sign_in_link, sign_in_unknown
from incubator.domain.mails.mentoring import coach_assigned, mentoring_started, project_ended
from incubator.domain.mails.merging import merge_cancelled, merge_done, merge_proposed, merge_refused
from incubator.domain.mails.selection import decision_letter, decision_letters, readings_assigned
from incubator.domain.mails.team import (
    help_offered,
    invitation_accepted,
    invitation_declined,
    member_left,
    member_removed,
    project_handed_over,
    team_invitation,
)

__all__ = [
    "daily_digest",
    "draft_reminder",
    "form_changed",
    "carried_over",
    "redirected",
    "call_opened",
    "access_code",
    "admissible",
    "agreement_answer",
    "agreement_cancelled",
    "agreement_reminder",
    "agreement_request",
    "call_back_asked",
    "call_back_cancelled",
    "call_back_planned",
    "call_back_withdrawn",
    "coach_assigned",
    "dates_changed",
    "decision_letter",
    "decision_letters",
    "help_offered",
    "information_reminder",
    "information_requested",
    "information_sent",
    "invitation_accepted",
    "invitation_declined",
    "member_left",
    "member_removed",
    "mentoring_started",
    "message_from_team",
    "new_message",
    "merge_cancelled",
    "merge_done",
    "merge_proposed",
    "merge_refused",
    "not_admissible",
    "project_ended",
    "project_handed_over",
    "readings_assigned",
    "sign_in_link",
    "sign_in_unknown",
    "submission_receipt",
    "team_invitation",
    "version_replaced",
    "withdrawal_receipt",
]
