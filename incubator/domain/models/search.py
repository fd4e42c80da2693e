"""What the full-text search reads: the words of each dossier, brought to their stems."""

import uuid

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from incubator.core.db import Base


class SearchDocument(Base):
    """The words of a dossier as it was last handed in; made from the dossier, hence never exported.

    The index over these words is the engine's: a migration makes it, `domain.search.index` asks it.
    """

    __tablename__ = "search_documents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(Text, comment="Stems of the title")
    body: Mapped[str] = mapped_column(Text, comment="Stems of the answers that readers may read, theme, department")
    people: Mapped[str] = mapped_column(Text, comment="Stems of the names of the team, for those who run the call")
