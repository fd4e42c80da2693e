"""What the agent asks, and the answers a manager may give."""

from datetime import date
from typing import Any

from wtforms import DateField, EmailField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from incubator.agreement.operations import Request
from incubator.core import clock
from incubator.core.forms import EMAIL, AtMost, BaseForm, ConfirmForm, SelectChoice
from incubator.core.i18n import LazyString, _
from incubator.core.i18n import lazy as _l
from incubator.domain import agreements
from incubator.domain.models import Agreement

TEXT = 1500
YEARS = 5


def _plausible(_form: BaseForm, field: Field) -> None:
    """Refuse a year that is a slip of the keyboard."""
    if field.data is not None and abs(field.data.year - clock.today().year) > YEARS:
        raise ValidationError(_("Vérifiez l’année."))


def _day(label: LazyString) -> Any:  # Any: WTForms' field before it is bound, here and below
    return DateField(label, validators=[InputRequired(_l("Choisissez une date.")), _plausible])


def _name(label: LazyString) -> Any:
    return StringField(label, validators=[DataRequired(_l("Écrivez son nom.")), AtMost(120)])


def _email(label: LazyString) -> Any:
    wanted = DataRequired(_l("Écrivez son adresse électronique."))
    return EmailField(label, validators=[wanted, AtMost(254), EMAIL])


class _TimeForm(BaseForm):
    """How many days a week, from when, until when."""

    days = SelectField(_l("Temps libéré"), validators=[InputRequired(_l("Choisissez un nombre de jours."))])
    starts_on = _day(_l("À partir du"))
    ends_on = _day(_l("Jusqu’au"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(*args, **kwargs)
        self.days.choices = [
            SelectChoice(f"{days:g}", agreements.days_in_words(days)) for days in agreements.WEEKLY_DAYS
        ]

    def validate_ends_on(self, field: Field) -> None:
        """Keep the days in order, and ahead."""
        if field.data is None:
            return
        if self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("Le dernier jour vient après le premier."))
        if field.data < clock.today():
            raise ValidationError(_("Ce jour est passé : choisissez un jour à venir."))

    def time(self) -> dict[str, Any]:
        """Return what was chosen, once valid."""
        return {"days": float(self.days.data), "starts_on": self.starts_on.data, "ends_on": self.ends_on.data}


class AskForm(_TimeForm):
    """To whom, how much time, and a word beside."""

    manager_name = _name(_l("Prénom et nom de votre responsable"))
    manager_email = _email(_l("Son adresse électronique"))
    message = TextAreaField(_l("Votre message"), validators=[AtMost(TEXT)])

    def request(self) -> Request:
        """Return what is asked, once valid."""
        return Request(
            manager_name=self.manager_name.data or "",
            manager_email=self.manager_email.data or "",
            message=self.message.data or "",
            **self.time(),
        )


class OtherwiseForm(_TimeForm):
    """Other days or other dates, perhaps under a condition."""

    comment = TextAreaField(_l("Votre condition ou votre précision"), validators=[AtMost(TEXT)])

    def answer(self) -> dict[str, Any]:
        """Return the values of `agree_otherwise`."""
        return {**self.time(), "comment": self.comment.data or ""}


class RefuseForm(BaseForm):
    """Why not."""

    reason = TextAreaField(
        _l("Votre motif"), validators=[DataRequired(_l("Écrivez le motif : l’équipe le lira.")), AtMost(TEXT)]
    )

    def answer(self) -> dict[str, Any]:
        """Return the values of `refuse`."""
        return {"reason": self.reason.data}


class DelegateForm(BaseForm):
    """Who decides instead."""

    name = _name(_l("Prénom et nom de cette personne"))
    email = _email(_l("Son adresse électronique"))

    def answer(self) -> dict[str, Any]:
        """Return the values of `delegate`."""
        return {"name": self["name"].data, "email": self.email.data}


class TalkForm(BaseForm):
    """What to talk about."""

    message = TextAreaField(
        _l("Votre message"),
        validators=[DataRequired(_l("Écrivez un mot : sur quoi voulez-vous échanger, et quand ?")), AtMost(TEXT)],
    )

    def answer(self) -> dict[str, Any]:
        """Return the values of `talk_first`."""
        return {"message": self.message.data}


ANSWERS: dict[str, type[Any]] = {  # Any: forms whose `answer` differs
    "agree": ConfirmForm,
    "otherwise": OtherwiseForm,
    "refuse": RefuseForm,
    "delegate": DelegateForm,
    "talk": TalkForm,
}


def answer_forms(agreement: Agreement, chosen: str) -> dict[str, Any]:  # Any: as above
    """Return one form for each answer, filled with what was asked; only that of the answer `chosen` reads the request.

    They carry no token against forged requests: the link is the only right to answer, and no session stands behind it.
    """
    asked: dict[str, date | str] = {
        "days": f"{agreement.days:g}", "starts_on": agreement.starts_on, "ends_on": agreement.ends_on
    }  # fmt: skip
    return {
        name: form(
            **({} if name == chosen else {"formdata": None}),
            data=asked if form is OtherwiseForm else {},
            prefix=f"{name}-",
            meta={"csrf": False},
        )
        for name, form in ANSWERS.items()
    }
