"""The forms of a team."""

from collections.abc import Iterable

from wtforms import BooleanField, EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from incubator.core.forms import BaseForm, SelectChoice
from incubator.core.i18n import lazy as _l
from incubator.domain.models import TeamMember
from incubator.domain.rules import HELP_LIMIT
from incubator.submission.forms import AtMost
from incubator.submission.team import name_of

MESSAGE_LIMIT = 600


class InviteForm(BaseForm):
    """Whom to ask, to do what, with which words."""

    email = EmailField(
        _l("Adresse électronique"),
        validators=[
            InputRequired(_l("Écrivez l’adresse de la personne que vous invitez.")),
            Length(max=254),
            Email(_l("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom.nom@collectivite.fr.")),
        ],
    )
    role = StringField(_l("Rôle dans l’équipe"), validators=[AtMost(160)])
    message = TextAreaField(_l("Votre message"), validators=[AtMost(MESSAGE_LIMIT)])


class HelpForm(BaseForm):
    """What help is wanted; nothing to stop asking."""

    sentence = TextAreaField(_l("L’aide que vous cherchez"), validators=[AtMost(HELP_LIMIT)])


class OfferForm(BaseForm):
    """What somebody writes to a team they do not know."""

    message = TextAreaField(
        _l("Votre message"),
        validators=[InputRequired(_l("Écrivez quelques mots : ce que vous pourriez apporter.")), AtMost(MESSAGE_LIMIT)],
    )


class ConfirmForm(BaseForm):
    """A button and nothing else."""


class HandOverForm(BaseForm):
    """Who carries the project from now on."""

    member = RadioField(
        _l("À qui confiez-vous le projet ?"),
        validators=[InputRequired(_l("Choisissez une personne de l’équipe."))],
        validate_choice=True,
    )
    sure = BooleanField(
        _l("Je confirme : cette personne portera le projet à ma place."),
        validators=[InputRequired(_l("Cochez cette case pour confirmer."))],
    )

    def offer(self, heirs: Iterable[TeamMember]) -> None:
        """Give the people among whom to choose."""
        self.member.choices = [SelectChoice(str(one.id), name_of(one)) for one in heirs]
