"""What both rounds decided."""

from datetime import datetime, timedelta

from incubator.demo.book import Book
from incubator.demo.content import Dossier, key
from incubator.demo.lives import CHAIR_ID, Life, committee_published_at, jury_published_at
from incubator.demo.moments import Moments, Stage
from incubator.demo.people import MANAGER_ID
from incubator.domain import lifecycle
from incubator.domain.events import Event
from incubator.domain.kinds import Outcome, Round
from incubator.domain.models import Decision


def write(book: Book, told: list[Life], when: Moments) -> None:
    """Write the decisions that are published: the committee's once the shortlist is known, then the jury's."""
    for life in told:
        dossier = life.dossier
        if when.stage.reached(Stage.SHORTLIST) and life.took(lifecycle.START_REVIEW):
            facts = (dossier.committee_reason, dossier.committee_feedback, dossier.waiting_rank)
            _decision(book, dossier, Round.COMMITTEE, dossier.committee_outcome, facts, committee_published_at(when))
        if when.stage.reached(Stage.MENTORING) and dossier.finalist:
            facts = (dossier.jury_reason, dossier.jury_feedback, dossier.reserve)
            _decision(book, dossier, Round.JURY, dossier.jury_outcome, facts, jury_published_at(when))


def _decision(
    book: Book,
    dossier: Dossier,
    round_: Round,
    outcome: Outcome,
    facts: tuple[str, str, int | None],
    published_at: datetime,
) -> None:
    reason, feedback, rank = facts
    author = MANAGER_ID if round_ is Round.COMMITTEE else CHAIR_ID
    prepared_at = published_at - timedelta(days=2 if round_ is Round.COMMITTEE else 3) + timedelta(hours=5)
    book.add(
        Decision,
        id=key("decision", round_, dossier.slug),
        created_at=prepared_at,
        project_id=dossier.id,
        round=round_,
        outcome=outcome,
        rank=rank,
        reason=reason,
        feedback=feedback,
        prepared_by_id=author,
        published_at=published_at,
        version=2,
    )
    after = {"outcome": outcome.value, "rank": rank, "reason": reason}
    book.act(Event.PREPARE_DECISION, prepared_at, author, dossier, after=after)
