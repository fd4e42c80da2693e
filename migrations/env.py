"""Runs the migrations on the connection it is given (see incubator.core.migrations)."""

from alembic import context

import incubator.core.held_forms
import incubator.core.jobs
import incubator.core.outbox
import incubator.core.rate_limits
import incubator.domain.models  # noqa: F401  importing declares the tables
from incubator.core.db import Base


def ours(name: str | None, type_: str, _parents: object) -> bool:
    """Leave aside what the search makes for itself: tables of FTS5, the vector of PostgreSQL and its index."""
    made = {"table": "search_index", "column": "vector", "index": "ix_search_documents_vector"}
    return not (name or "").startswith(made.get(type_, "\0"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=ours,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
