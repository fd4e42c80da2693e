"""The fields of a dossier that hold more than one text on the page, and one in the database."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from wtforms import Field, SelectField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.core.forms import SelectChoice
from incubator.core.i18n import _, ngettext
from incubator.domain.answers import Member, members_in, text_of_members

NAME_LIMIT, PLACE_LIMIT = 120, 160
CELLS = len(Member._fields)


class SeveralField(SelectField):
    """Several choices: their values one per line, in the order they are offered."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    @property
    def offered(self) -> list[SelectChoice]:
        """What may be chosen."""
        return list(cast(list[SelectChoice], self.choices))

    def process_data(self, value: Any) -> None:
        """Take in the text that is kept."""
        self.data = value or ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take in one value by box, or the whole text that a script sends."""
        given = list(dict.fromkeys(line for text in valuelist for line in text.splitlines() if line))
        offered = [str(choice.value) for choice in self.offered]
        unknown = [value for value in given if value not in offered]
        self.data = "\n".join([*(value for value in offered if value in given), *unknown])

    def iter_choices(self) -> Iterator[Any]:  # Any: the stubs tell of the tuples of an older version
        """Return the boxes, checked or not."""
        chosen = (self.data or "").splitlines()
        return (Choice(one.value, one.label, one.value in chosen, {}) for one in self.offered)

    def pre_validate(self, form: Any) -> None:
        """Refuse what was never offered."""
        offered = {str(choice.value) for choice in self.offered}
        if not offered.issuperset((self.data or "").splitlines()):
            raise ValidationError(_("Choisissez parmi ces réponses."))


class TeamField(Field):
    """People, one row each: name, department, role."""

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = rows

    def process_data(self, value: Any) -> None:
        """Take in the text that is kept."""
        self._take(members_in(value or ""))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take in three texts by row, or the whole text that a script sends."""
        if len(valuelist) % CELLS:
            self._take(members_in("\n".join(valuelist)))
            return
        cells = [" ".join(text.split()) for text in valuelist]
        self._take([Member(*cells[n : n + CELLS]) for n in range(0, len(cells), CELLS)])

    def _take(self, members: Sequence[Member]) -> None:
        # Apart from the text: once trimmed, it no longer tells that the first person has no name.
        self.members = [member for member in members if any(member)]
        self.data = text_of_members(self.members)

    @property
    def rows(self) -> list[Member]:
        """The people named, then empty rows up to the limit."""
        return [*self.members, *(Member("") for _row in range(self.limit - len(self.members)))]

    def pre_validate(self, form: Any) -> None:
        """Refuse somebody without a name, somebody too many, a word too long."""
        if len(self.members) > self.limit:
            raise ValidationError(
                ngettext("Nommez une personne au plus.", "Nommez %(num)s personnes au plus.", self.limit)
            )
        if any(not member.name for member in self.members):
            raise ValidationError(_("Écrivez le nom de chaque personne."))
        if any(len(one.name) > NAME_LIMIT or max(map(len, one[1:])) > PLACE_LIMIT for one in self.members):
            raise ValidationError(
                _("Un nom compte %(name)s caractères au plus, le reste %(rest)s.", name=NAME_LIMIT, rest=PLACE_LIMIT)
            )


def at_most_choices(limit: int) -> Callable[[Any, Field], None]:
    """Return the check that no more than `limit` boxes are ticked."""

    def check(_form: Any, field: Field) -> None:
        if len((field.data or "").splitlines()) > limit:
            raise ValidationError(
                ngettext("Choisissez une réponse au plus.", "Choisissez %(num)s réponses au plus.", limit)
            )

    return check
