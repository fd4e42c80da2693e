"""`share-call`: two authorities of the installation run one call together.

A command and not a page: it opens a call to another authority's agents and team, and neither of the two may decide
that alone on the other's behalf.
"""

import click
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from incubator.core.db import db
from incubator.core.terminal import as_json_option, command, refuse, say
from incubator.domain import journal
from incubator.domain.events import Event
from incubator.domain.models import Call, Organisation


@command("share-call")
@click.argument("code", metavar="CALL")
@click.option("--with", "slug", required=True, metavar="ORGANISATION", help="Who joins, as its address names it.")
@as_json_option
def share_call(code: str, slug: str, as_json: bool) -> None:
    """Let another organisation run the call CALL too: its agents may propose, its team sees what the team sees."""
    call = db.session.scalars(select(Call).where(Call.code == code).options(selectinload(Call.organisations))).first()
    if call is None:
        raise refuse(f"aucun appel n’a le code « {code} » : « flask calls » les donne.")
    partner = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).first()
    if partner is None:
        known = ", ".join(db.session.scalars(select(Organisation.slug).order_by(Organisation.slug)))
        raise refuse(f"aucune organisation ne s’appelle « {slug} ». Il y a : {known or 'aucune'}.")
    before = [organisation.slug for organisation in call.organisations]
    if partner not in call.organisations:
        call.organisations.append(partner)
        after = [*before, slug]
        journal.record(
            db.session,
            Event.EDIT_CALL,
            actor_id=None,
            call_id=call.id,
            before={"organisations": before},
            after={"organisations": after},
        )
    names = " et ".join(organisation.name for organisation in call.organisations)
    slugs = [organisation.slug for organisation in call.organisations]
    db.session.commit()
    say(as_json, f"L’appel « {code} » est porté par {names}.", call=code, organisations=slugs)
