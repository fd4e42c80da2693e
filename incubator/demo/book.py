"""Rows and acts, gathered in memory and written at once."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from incubator.demo.content import CALL_ID, MAIN_ID, Dossier
from incubator.domain.models import JournalEntry

Row = dict[str, Any]  # Any: the values of a row, of every type


@dataclass
class Book:
    """What the demonstration writes: rows by model, acts of the journal in any order."""

    rows: dict[type, list[Row]] = field(default_factory=lambda: defaultdict(list))
    acts: list[Row] = field(default_factory=list)

    def add(self, model: type, **values: Any) -> None:
        """Keep one row of `model`; rows of one model must name the same columns."""
        self.rows[model].append(values)

    def act(self, event: str, at: datetime, by: uuid.UUID | None, about: Dossier | None = None, **facts: Any) -> None:
        """Keep one act, about a dossier of the main call or what `facts` say (beside before, after and note)."""
        if about is not None:
            facts |= {"project_id": about.id, "call_id": CALL_ID, "organisation_id": MAIN_ID}
        self.acts.append({**_NOTHING, **facts, "event": str(event), "at": at, "actor_id": by})

    def write(self, session: Session, order: tuple[type, ...]) -> None:
        """Insert the rows, tables in `order`."""
        for model in order:
            if self.rows[model]:
                session.execute(insert(model), self.rows[model])

    def write_acts(self, session: Session) -> None:
        """Insert the journal, as time went."""
        session.execute(insert(JournalEntry), sorted(self.acts, key=lambda act: act["at"]))


_NOTHING: Row = dict.fromkeys(("organisation_id", "call_id", "project_id", "before", "after")) | {"note": ""}
