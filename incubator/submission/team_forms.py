"""The forms of a team."""

from collections.abc import Iterable

from wtforms import BooleanField, EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from incubator.core.forms import EMAIL, AtMost, BaseForm, SelectChoice
from incubator.core.i18n import lazy as _l
from incubator.domain.models import TeamMember
from incubator.domain.rules import HELP_LIMIT
from incubator.submission.team import name_of

MESSAGE_LIMIT = 600


class InviteForm(BaseForm):
    """Whom to ask, to do what, with which words."""

    email = EmailField(
        _l("Adresse électronique"),
        validators=[
            InputRequired(_l("Écrivez l’adresse de la personne que vous invitez.")),
            AtMost(254),
            EMAIL,
        ],
    )
    role = StringField(_l("Rôle dans l’équipe"), validators=[AtMost(160)])
    message = TextAreaField(_l("Votre message"), validators=[AtMost(MESSAGE_LIMIT)])


class RoleForm(BaseForm):
    """What somebody does in the team; nothing to say nothing."""

    role = StringField(_l("Rôle dans l’équipe"), validators=[AtMost(160)])


class HelpForm(BaseForm):
    """What help is wanted; nothing to stop asking."""

    sentence = TextAreaField(_l("L’aide que vous cherchez"), validators=[AtMost(HELP_LIMIT)])


class OfferForm(BaseForm):
    """What somebody writes to a team they do not know."""

    message = TextAreaField(
        _l("Votre message"),
        validators=[InputRequired(_l("Écrivez quelques mots : ce que vous pourriez apporter.")), AtMost(MESSAGE_LIMIT)],
    )


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
