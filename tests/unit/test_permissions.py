"""Who may do what, for every permission there is: written out, so that none opens or closes without being noticed.

No database: a person is the links they have, a thing is what the rules read of it.
"""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from incubator.core.permissions import Rule
from incubator.domain import policy, relations
from incubator.domain.actors import Actor
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.states import State

PROJECT, OTHER, CALL, HOUSE, ELSEWHERE, OWNER, MEMBER, SECRETARY = (uuid.uuid4() for _key in range(8))
STAGES = {
    "draft": State.DRAFT,
    "received": State.SUBMITTED,
    "read": State.UNDER_REVIEW,
    "heard": State.SHORTLISTED,
    "followed": State.MENTORING,
}


def somebody(*roles: Role, person_id: uuid.UUID | None = None, **links: object) -> Actor:
    held = {CALL: frozenset(roles)} if roles else {}
    facts = {"organisation_id": None, "call_roles": held, **links}
    return Actor(person_id=person_id or uuid.uuid4(), name="", email="", language="fr", scheme="", **facts)


PEOPLE = {
    "owner": somebody(person_id=OWNER, team_of=frozenset({PROJECT})),
    "member": somebody(person_id=MEMBER, team_of=frozenset({PROJECT})),
    "joined": somebody(team_of=frozenset({OTHER})),
    "secretary": somebody(Role.SECRETARY, person_id=SECRETARY),
    "manager": somebody(Role.PROGRAMME_MANAGER),
    "reader": somebody(Role.COMMITTEE_MEMBER, reads=frozenset({PROJECT})),
    "juror": somebody(Role.JUROR),
    "chair": somebody(Role.CHAIR),
    "coach": somebody(coaches=frozenset({PROJECT})),
    "sponsor": somebody(project_roles={PROJECT: frozenset({Role.SPONSOR})}),
    "correspondent": somebody(Role.CORRESPONDENT),
    "guest": somebody(Role.AGENT),
    "colleague": somebody(organisation_id=HOUSE),
    "stranger": somebody(organisation_id=ELSEWHERE),
    "administrator": somebody(organisation_roles={HOUSE: frozenset({Role.ADMINISTRATOR})}),
    "head": somebody(organisation_roles={HOUSE: frozenset({Role.PROGRAMME_MANAGER})}),
}
LINKED = {"owner", "member", "joined", "coach", "sponsor"}  # a declared conflict takes nothing from them

TEAM, STAFF, RUN = "owner member", "secretary@received manager@received", "secretary manager"
EVERYBODY = " ".join(PEOPLE)
VIEW = f"{TEAM} joined {STAFF} reader@read juror@heard chair@heard coach sponsor@followed"

# Who may; « reader@read » from that stage on. The note and the view are the secretary’s own, the
# place in the team and the call asked for the member’s, the answer the team’s.
OF_HOUSE = ("manage_organisation", "manage_roles", "manage_mail_texts", "manage_redirections")
MAY = {
    "view_project": VIEW,
    "view_timeline": VIEW,
    "print_dossier": VIEW,
    "view_message": VIEW,
    "search_project": f"{STAFF} reader@read juror@heard chair@heard coach@received sponsor@followed",
    **dict.fromkeys(("edit_project", "submit_project", "view_team", "view_receipt", "change_team", "seek_help"), TEAM),
    **dict.fromkeys(("ask_agreement", "copy_answers", "propose_again", "view_merge"), TEAM),
    **dict.fromkeys(("withdraw_project", "come_back", "remove_member", "hand_over", "answer_merge"), "owner"),
    "leave_team": "member",
    "change_team_role": TEAM,
    "cancel_call_back": f"member {STAFF}",
    "offer_help": "colleague",
    "ask_call_back": "owner@received member@received",
    "write_in_thread": f"owner@received member@received {STAFF}",
    **dict.fromkeys(("view_team_only_answers", "view_attachment"), f"{TEAM} joined {STAFF} coach"),
    **dict.fromkeys(("staff_at_work", "screen_project", "assign_readers_of", "redirect_project"), STAFF),
    **dict.fromkeys(("view_readings", "assign_coach", "end_project", "view_journal", "view_notes"), STAFF),
    **dict.fromkeys(("resend_message", "compare_projects", "link_projects", "propose_merge"), STAFF),
    "change_call_back": STAFF,
    "change_note": "secretary@received",
    "settle_screening": "manager@received",
    **dict.fromkeys(("view_agreement", "remind_manager", "view_versions", "view_thread"), f"{TEAM} {STAFF}"),
    "view_similar": f"{TEAM} {STAFF}",
    **dict.fromkeys(("reader_at_work", "score_project"), "reader@read"),
    **dict.fromkeys(("jury_at_work", "pitch_project"), "juror@heard chair@heard"),
    "declare_conflict": f"{RUN} reader juror chair",
    "decide_project": f"{STAFF} chair@heard",
    "view_decision": f"{TEAM} coach {STAFF} chair@heard",
    "close_pitch": "secretary@heard manager@heard chair@heard",
    "view_follow_up": f"{TEAM} coach sponsor {STAFF}",
    "check_in": f"{TEAM} coach",
    "plan_phases": f"coach {STAFF}",
    "start_project": "guest colleague",
    "deposit_for_somebody": f"{RUN} correspondent",
    **dict.fromkeys(("give_access", "view_worklist", "use_view", "undo_act", "change_tag", "assign_readers"), RUN),
    **dict.fromkeys(("view_ranking", "decide_round", "publish_decisions", "schedule_pitches", "view_cohort"), RUN),
    "change_view": "secretary",
    **dict.fromkeys(("edit_checklist", "change_check", "manage_call", "edit_question", "export_call"), "manager"),
    **dict.fromkeys(("import_dossiers", "manage_import", "announce_call"), "manager"),
    "read_queue": "reader",
    "view_cards": "juror chair",
    "view_jury_day": f"{RUN} juror chair",
    **dict.fromkeys(("close_jury_day", "decide_jury"), f"{RUN} chair"),
    **dict.fromkeys(
        ("manage_organisation", "manage_roles", "manage_mail_texts", "manage_redirections"), "administrator head"
    ),
    **dict.fromkeys(("edit_mail_text", "change_redirection"), "administrator head"),
    **dict.fromkeys(("view_own_projects", "use_access_code", "view_home", "edit_profile"), EVERYBODY),
    "view_help_wanted": "colleague stranger",
    "view_coached": "coach",
    "search": f"{RUN} reader juror chair coach sponsor",
}
# A declared conflict changes nothing to these: they are about a call, or tell of the conflict itself.
EVEN_IN_CONFLICT = {"declare_conflict", *list(MAY)[list(MAY).index("start_project") :]}

RULES = {
    name: found
    for name, found in vars(policy).items()
    if isinstance(found, Rule) and name not in vars(relations) and name not in ("is_impartial", "is_signed_in")
}


def thing(state: State, submitted_at: datetime | None) -> SimpleNamespace:
    """Whatever a rule is asked about: a project, a call, an organisation, or what is kept about one."""
    made = SimpleNamespace(
        owner_id=OWNER, call_id=CALL, organisation_id=HOUSE, state=state, submitted_at=submitted_at,
        merged_into_id=OTHER, project_id=PROJECT, asked_by_id=MEMBER, author_id=SECRETARY,
        person_id=SECRETARY, applicants=Applicants.AGENTS,
        organisations=[SimpleNamespace(id=HOUSE)], question=SimpleNamespace(team_only=True),
    )  # fmt: skip
    made.project = made
    return made


def about(name: str, made: SimpleNamespace) -> SimpleNamespace:
    """Give the thing the key of what the rule is about."""
    call = name in OF_HOUSE
    about_call = name in EVEN_IN_CONFLICT and name != "declare_conflict"
    if name == "change_team_role":
        made = SimpleNamespace(project=made, person_id=MEMBER)
        made.project.id = PROJECT
        return made
    made.id = HOUSE if call else CALL if about_call else PROJECT
    return made


def audience(name: str, stage: str) -> set[str]:
    """Return who may at a stage, by the table."""
    order = list(STAGES)
    pairs = (word.partition("@") for word in MAY[name].split())
    return {who for who, _at, since in pairs if order.index(since or "draft") <= order.index(stage)}


def found(name: str, people: dict[str, Actor], state: State, submitted_at: datetime | None) -> set[str]:
    """Return who may, by the rule."""
    subject = about(name, thing(state, submitted_at))
    return {who for who, actor in people.items() if RULES[name](actor, subject)}


def test_every_permission_is_in_the_table() -> None:
    assert RULES.keys() == MAY.keys(), f"write in MAY who may: {RULES.keys() ^ MAY.keys()}"


@pytest.mark.parametrize("stage", STAGES)
def test_each_permission_is_for_those_the_table_names(stage: str) -> None:
    at = None if stage == "draft" else datetime(2026, 3, 1, tzinfo=UTC)
    conflicted = {who: replace(actor, conflicts=frozenset({PROJECT})) for who, actor in PEOPLE.items()}
    for name in MAY:
        wanted = audience(name, stage)
        assert found(name, PEOPLE, STAGES[stage], at) == wanted, name
        left = wanted if name in EVEN_IN_CONFLICT else wanted & LINKED
        assert found(name, conflicted, STAGES[stage], at) == left, f"{name}, with a conflict"


@pytest.mark.parametrize("stage", STAGES)
def test_who_is_of_the_team_judges_nothing_of_it_whatever_their_role(stage: str) -> None:
    """They keep what the team may; what a role gives on the call is not about this dossier."""
    at = None if stage == "draft" else datetime(2026, 3, 1, tzinfo=UTC)
    links = {"team_of": frozenset({PROJECT}), "reads": frozenset({PROJECT})}
    both = {
        role.value: replace(PEOPLE["member"], call_roles={CALL: frozenset({role})}, **links)
        for role in (Role.SECRETARY, Role.PROGRAMME_MANAGER, Role.COMMITTEE_MEMBER, Role.JUROR, Role.CHAIR)
    }
    for name in MAY.keys() - EVEN_IN_CONFLICT | {"declare_conflict"}:
        wanted = set(both) if "member" in audience(name, stage) else set()
        assert found(name, both, STAGES[stage], at) == wanted, name


def test_a_draft_withdrawn_was_never_received() -> None:
    staff = {who: PEOPLE[who] for who in ("secretary", "manager")}
    for name in ("view_project", "staff_at_work", "search_project", "view_thread", "change_call_back", "ask_call_back"):
        assert found(name, staff | {"owner": PEOPLE["owner"]}, State.WITHDRAWN, None) <= {"owner"}, name
