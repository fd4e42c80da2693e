"""The parts of a form: the questions under one title make one page, so that one thing is written at a time."""

from dataclasses import dataclass, field

from incubator.core.i18n import _, in_language
from incubator.domain.models import Project
from incubator.submission.content import asked, facts_of, field_name, missing_fields
from incubator.submission.forms import DossierForm

ALL = "all"  # the whole form on one page, for those who prefer it


@dataclass(slots=True)
class Part:
    """One page of the form: its fields by name, and how many things it still lacks."""

    number: int
    title: str
    names: list[str] = field(default_factory=list)
    missing: int = 0


def parts_of(project: Project) -> list[Part]:
    """Return the parts of what the team writes now, in order; one alone is a form without parts.

    A question without a title stays with the one before it. Questions and answers must be loaded.
    """
    parts = [Part(1, "", list(facts_of(project)))]
    for question in asked(project):
        title = in_language(question, "section")
        if title and title != parts[-1].title:
            if parts[-1].title or len(parts[-1].names) > len(facts_of(project)):
                parts.append(Part(len(parts) + 1, title))
            parts[-1].title = title
        parts[-1].names.append(field_name(question))
    lacking = {name for name, _sentence in missing_fields(project)}
    for part in parts:
        part.title = part.title or _("Votre projet")
        part.missing = len(lacking.intersection(part.names))
    return parts


def shown(parts: list[Part], asked_for: str) -> Part | None:
    """Return the part asked for by its number; None for the whole form, or when there is no such part."""
    if asked_for == ALL or len(parts) < 2:
        return None
    return next((part for part in parts if str(part.number) == asked_for), None)


def to_write(parts: list[Part]) -> Part | None:
    """Return the part where writing goes on: the first that lacks something; None for a form without parts."""
    if len(parts) < 2:
        return None
    return next((part for part in parts if part.missing), parts[0])


def keep_only(form: DossierForm, part: Part | None) -> DossierForm:
    """Take away from the form the fields of the other parts: what is not on the page is not sent, nor lost."""
    if part is not None:
        for name in form.typed():
            if name not in part.names:
                del form[name]
    return form


def part_of(parts: list[Part], name: str) -> str | None:
    """Return where in the address the field `name` is; None for a form without parts."""
    return next((str(part.number) for part in parts if len(parts) > 1 and name in part.names), None)
