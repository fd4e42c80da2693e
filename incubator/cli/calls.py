"""`calls`: what is going on, call by call."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, say
from incubator.domain import rules
from incubator.domain.models import Call, Programme, Project
from incubator.domain.states import State


@command("calls")
@as_json_option
def calls(as_json: bool) -> None:
    """List the calls with their dates and how many dossiers stand where."""
    found = [_facts(call) for call in _calls()]
    lines = [line for facts in found for line in _lines(facts)]
    say(as_json, "\n".join(lines) or "Aucun appel. Créez-en un avec « init ».", calls=found)


def _calls() -> list[Call]:
    query = select(Call).order_by(Call.opens_at.desc(), Call.code)
    return list(db.session.scalars(query.options(joinedload(Call.programme).joinedload(Programme.organisation))))


def _facts(call: Call) -> dict[str, Any]:  # Any: what JSON holds
    rows = db.session.execute(
        select(Project.state, func.count()).where(Project.call_id == call.id).group_by(Project.state)
    )
    counts: dict[State, int] = {state: count for state, count in rows}
    return {
        "code": call.code,
        "title": call.title,
        "organisation": call.programme.organisation.slug,
        "opens_at": call.opens_at.isoformat(),
        "closes_at": call.closes_at.isoformat(),
        "public": call.public,
        "open": rules.call_is_open(call),
        "projects": {state.value: counts[state] for state in State if state in counts},
    }


def _lines(facts: dict[str, Any]) -> list[str]:
    standing = ", ".join(f"{State(state).label} : {count}" for state, count in facts["projects"].items())
    when = "ouvert" if facts["open"] else "fermé" if facts["public"] else "en préparation"
    title = f"{facts['code']} ({facts['organisation']}, {when}) : {facts['title']}"
    return [title, f"    {standing or 'aucun dossier'}"]
