"""`lifecycle`: the documentation of the states, written from their table."""

from pathlib import Path

from incubator.core.terminal import as_json_option, command, say
from incubator.domain import lifecycle
from incubator.domain.lifecycle import Step
from incubator.domain.states import State

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
HEADER = ("Step", "Label", "From", "To", "Who may", "Needs", "Mails")


@command("lifecycle")
@as_json_option
def write_lifecycle(as_json: bool) -> None:
    """Write docs/lifecycle.md from the table of steps."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
    name = str(PAGE.relative_to(PAGE.parents[1]))
    say(as_json, f"{len(lifecycle.STEPS)} étapes écrites dans {name}.", steps=len(lifecycle.STEPS), file=name)


def page() -> str:
    """Return the page: a diagram and a table."""
    rows = [HEADER, tuple("---" for _ in HEADER), *(_row(step) for step in lifecycle.STEPS)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return (
        "# The life of a project\n\n"
        "Written by `make lifecycle` from the table of steps in `incubator/domain/lifecycle.py`; change the table.\n\n"
        f"```mermaid\n{lifecycle.diagram()}```\n\n{table}\n"
    )


def _row(step: Step) -> tuple[str, ...]:
    sources = ", ".join(state.value for state in State if state in step.sources)
    needs = ", ".join(need.__name__.replace("_", " ") for need in step.needs)
    mails = ", ".join(f"`{maker.__name__}`" for maker in step.sends)
    return f"`{step.name}`", str(step.label), sources, step.target.value, step.may.name, needs, mails
