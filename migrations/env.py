"""Runs the migrations on the connection it is given (see incubator.core.migrations)."""

from alembic import context

import incubator.core.held_forms
import incubator.core.outbox
import incubator.core.rate_limits
import incubator.domain.models  # noqa: F401  importing declares the tables
from incubator.core.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
