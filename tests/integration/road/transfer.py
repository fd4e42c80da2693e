"""The call leaves for another installation, and its rankings are the same there."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.db import make_engine
from incubator.core.migrations import upgrade
from incubator.domain.kinds import Round
from incubator.domain.models import Decision, Project, Standing
from incubator.transfer.files import import_folder
from tests.integration.road.marks import Sheet
from tests.integration.road.people import CODE, Road


def export_and_import(
    road: Road, folder: Path, sheets: dict[Round, Sheet], outcomes: dict[Round, dict[int, str]]
) -> None:
    """Export at the terminal, import in an empty database, and compare with the marks that were typed."""
    road.run("export", CODE, "--out", str(folder / "out"))
    engine = make_engine(f"sqlite:///{folder / 'empty.db'}")
    upgrade(engine)
    with Session(engine.execution_options(writing=True)) as empty:
        import_folder(empty, folder=folder / "out")
        for round_, sheet in sheets.items():
            assert _ranking(empty, round_) == [(number, round(1000 * sheet.mean(number))) for number in sheet.order()]
            assert _outcomes(empty, round_) == outcomes[round_]
    engine.dispose()


def _ranking(session: Session, round_: Round) -> list[tuple[int, int]]:
    query = select(Project.number, Standing.mean).join(Standing).where(Standing.round == round_)
    return [(number, mean) for number, mean in session.execute(query.order_by(Standing.mean.desc(), Project.number))]


def _outcomes(session: Session, round_: Round) -> dict[int, str]:
    query = select(Project.number, Decision.outcome).join(Decision).where(Decision.round == round_)
    return {number: outcome.value for number, outcome in session.execute(query)}
