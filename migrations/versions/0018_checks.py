"""Calls that exist have the checks that their pages have shown until now."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CHECKS = (
    (
        "Porté par un agent",
        "Au moins une personne de l’équipe travaille dans la collectivité, sauf si l’appel admet d’autres équipes.",
        "Carried by a member of staff",
        "At least one person of the team works in the authority, unless the call admits other teams.",
    ),
    (
        "Déposé à temps",
        "La date de dépôt précède la clôture de l’appel.",
        "Submitted on time",
        "The application was submitted before the call closed.",
    ),
    (
        "Complet",
        "Chaque question obligatoire a une vraie réponse. Sinon, demandez des précisions plutôt que de refuser.",
        "Complete",
        "Each required question has a real answer. If not, ask for more information rather than refuse.",
    ),
    (
        "Dans le champ de l’appel",
        "Le problème relève des politiques publiques et des thèmes de l’appel.",
        "Within the scope of the call",
        "The problem belongs to the public policies and themes of the call.",
    ),
    (
        "Un problème, pas une évolution",
        "Le projet n’améliore pas seulement une application existante.",
        "A problem, not an upgrade",
        "The project does more than improve an existing application.",
    ),
    (
        "Pas déjà pris en charge",
        "Aucun projet en cours ne couvre déjà ce besoin.",
        "Not already taken care of",
        "No project under way already covers this need.",
    ),
)
CALLS = sa.table("calls", sa.column("id", sa.Uuid()))
ITEMS = sa.table(
    "checklist_items",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("call_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    *(sa.column(name, sa.String()) for name in ("label", "help", "label_en", "help_en")),
)


def upgrade() -> None:
    connection, now = op.get_bind(), datetime.now(UTC)
    filled = set(connection.scalars(sa.select(ITEMS.c.call_id)))
    rows = [
        {
            "id": uuid.uuid4(),
            "created_at": now,
            "call_id": call_id,
            "position": position,
            "label": label,
            "help": help_,
            "label_en": label_en,
            "help_en": help_en,
        }
        for call_id in connection.scalars(sa.select(CALLS.c.id))
        if call_id not in filled
        for position, (label, help_, label_en, help_en) in enumerate(CHECKS, start=1)
    ]
    if rows:
        connection.execute(sa.insert(ITEMS), rows)


def downgrade() -> None:
    """Leave them: the table goes with the migration that made it."""
