"""Forms of access codes and deposits."""

from datetime import datetime

from wtforms import BooleanField, DateTimeLocalField, EmailField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from incubator.core import clock
from incubator.core.forms import EMAIL, AtMost, BaseForm
from incubator.core.i18n import lazy as _l
from incubator.entry.operations import Agent

PLACES_LIMIT = 50


class CodeForm(BaseForm):
    """For whom a code is, how many it serves, until when."""

    note = StringField(
        _l("Pour qui, et pourquoi"),
        validators=[DataRequired(_l("Écrivez pour qui est ce code : on vous le demandera un jour.")), AtMost(240)],
    )
    email = EmailField(_l("L’envoyer à cette adresse"), validators=[Optional(), AtMost(254), EMAIL])
    places = IntegerField(
        _l("Nombre de personnes"),
        default=1,
        validators=[
            InputRequired(_l("Écrivez un nombre.")),
            NumberRange(1, PLACES_LIMIT, _l("Écrivez un nombre entier de %(min)s à %(max)s.")),
        ],
    )
    valid_until = DateTimeLocalField(
        _l("Valable jusqu’au"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[InputRequired(_l("Choisissez une date et une heure."))],
    )

    def until(self) -> datetime:
        """Return the instant the code ends."""
        typed = self.valid_until.data
        assert typed is not None  # the form is valid
        return typed.replace(tzinfo=clock.zone())


class UseForm(BaseForm):
    """A code, as somebody types it."""

    code = StringField(
        _l("Code d’accès"), validators=[DataRequired(_l("Écrivez le code que vous avez reçu.")), AtMost(40)]
    )


class DepositForm(BaseForm):
    """The agent in whose name a correspondent writes."""

    name = StringField(
        _l("Nom de l’agent"), validators=[DataRequired(_l("Écrivez le prénom et le nom de l’agent.")), AtMost(120)]
    )
    job = StringField(_l("Métier"), validators=[AtMost(160)])
    department = StringField(
        _l("Direction ou service"), validators=[DataRequired(_l("Écrivez sa direction ou son service.")), AtMost(160)]
    )
    reach = TextAreaField(
        _l("Comment le joindre"),
        validators=[DataRequired(_l("Écrivez comment le joindre : la décision lui sera annoncée.")), AtMost(240)],
    )
    informed = BooleanField(
        _l("L’agent m’a demandé de déposer ce dossier, et sait ce qui est fait de ses données."),
        validators=[InputRequired(_l("Cochez cette case une fois l’agent d’accord et informé."))],
    )

    def agent(self) -> Agent:
        """Return the agent described."""
        return Agent(
            name=str(self.name.data),
            job=self.job.data or "",
            department=str(self.department.data),
            reach=str(self.reach.data),
        )
