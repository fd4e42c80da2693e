"""Forms of what follows a call: the next edition, and its dates moved."""

import re
from datetime import date, datetime

from wtforms import BooleanField, DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from incubator.admin.call_forms import here, instant, title
from incubator.admin.editions import A_YEAR, Edition
from incubator.core import clock
from incubator.core.forms import AtMost, BaseForm
from incubator.core.i18n import _ as translate
from incubator.core.i18n import lazy as _
from incubator.domain import rules
from incubator.domain.calendar import DATES
from incubator.domain.models import Call

REASON_LIMIT = 600


class CopyForm(BaseForm):
    """The edition that follows another: what must differ; all the rest comes from the other."""

    title = title(_("Titre, en français"))
    title_en = StringField(_("Titre, en anglais"), validators=[AtMost(rules.CALL_TITLE_LIMIT)])
    code = StringField(
        _("Code de l’appel"),
        validators=[DataRequired(_("Écrivez un code.")), AtMost(rules.CODE_LIMIT)],
        filters=[lambda text: (text or "").strip().lower()],
    )
    opens_at = instant(DATES["opens_at"])
    closes_at = instant(DATES["closes_at"])
    with_roles = BooleanField(_("Reprendre les personnes qui ont un rôle dans cette édition"))

    def validate_code(self, field: StringField) -> None:
        """Keep to what reads in an address."""
        if not rules.CODE.fullmatch(field.data or ""):
            raise ValidationError(
                translate("Écrivez des minuscules, des chiffres et des tirets, par exemple edition-2027.")
            )

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Close after opening."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(translate("La clôture vient après l’ouverture."))

    def edition(self) -> Edition:
        """Return what makes this edition another one."""
        opens, closes = (field.data.replace(tzinfo=clock.zone()) for field in (self.opens_at, self.closes_at))
        return Edition(
            code=self.code.data or "",
            title=(self.title.data or "").strip(),
            title_en=(self.title_en.data or "").strip(),
            opens_at=opens,
            closes_at=closes,
            closes_on=self.closes_at.data.date(),
        )


def closing_day(call: Call) -> date:
    """Return the closing day of `call` where it is run."""
    return clock.day_of(call.closes_at)


def copy_form(call: Call) -> CopyForm:
    """Return the form of the edition that follows `call`: a year later, to be named."""
    opens, closes = here(call.opens_at) + A_YEAR, here(call.closes_at) + A_YEAR
    return CopyForm(code=_next_code(call.code, opens.year), opens_at=opens, closes_at=closes, with_roles=True)


def _next_code(code: str, year: int) -> str:
    """Return the code of an edition with the year of the next; nothing when it says no year, or says that one."""
    found = re.sub(r"20\d\d(?!.*20\d\d)", str(year), code)
    return "" if found == code else found


class CloseForm(BaseForm):
    """Closing early: why, in words the teams will read."""

    reason = TextAreaField(_("Pourquoi"), validators=[AtMost(REASON_LIMIT)])


class PostponeForm(BaseForm):
    """A later closing."""

    closes_at = instant(_("Nouvelle clôture des dépôts"))
    shift = BooleanField(_("Reporter d’autant de jours la recevabilité, le comité, le jury et l’accompagnement"))
    reason = TextAreaField(_("Pourquoi"), validators=[AtMost(REASON_LIMIT)])

    def closing(self) -> datetime:
        """Return the new closing, an instant."""
        typed: datetime = self.closes_at.data
        return typed.replace(tzinfo=clock.zone())

    def days_after(self, call: Call) -> int:
        """Return by how many days the dates after the closing move."""
        return (self.closing().date() - closing_day(call)).days if self.shift.data else 0


def postpone_form(call: Call) -> PostponeForm:
    """Return the form of a later closing of `call`: it shows the closing of today."""
    return PostponeForm(closes_at=here(call.closes_at), shift=True)
