"""Which call, which service."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import _, in_language
from incubator.core.i18n import lazy as _l
from incubator.core.presentation import date_long
from incubator.domain.chance_kinds import RedirectionKind
from incubator.domain.models import Call, UsualRedirection

OTHER = "other"


class AgainForm(BaseForm):
    """The call where the dossier is proposed again."""

    call = RadioField(_l("Dans quel appel ?"), validators=[DataRequired(_l("Choisissez un appel."))])

    def offer(self, calls: list[Call]) -> None:
        """Offer `calls`; the only one is chosen already."""
        self.call.choices = [
            SelectChoice(call.code, f"{in_language(call, 'title')} ({date_long(call.closes_at)})") for call in calls
        ]
        if len(calls) == 1 and not self.call.data:
            self.call.data = calls[0].code


class RedirectForm(BaseForm):
    """A service or a training, of the usual ones or another."""

    usual = RadioField(_l("Vers quoi ?"), validators=[InputRequired(_l("Choisissez, ou écrivez un autre service."))])
    name = StringField(_l("Service ou formation"), validators=[AtMost(160)])
    about = TextAreaField(_l("Ce qu’il fait"), validators=[AtMost(600)])
    contact = StringField(_l("Contact ou lien"), validators=[AtMost(300)])
    note = TextAreaField(_l("Pourquoi, et comment commencer"), validators=[AtMost(1500)])

    def offer(self, usual: Sequence[UsualRedirection]) -> None:
        """Offer the `usual` ones, or to write another; without any, another is written."""
        choices = [SelectChoice(str(one.id), one.name) for one in usual]
        self.usual.choices = [*choices, SelectChoice(OTHER, _("Autre chose, que j’écris"))]
        if not usual:
            self.usual.data = OTHER
            self.usual.raw_data = [OTHER]

    def validate_name(self, field: StringField) -> None:
        """Want a name for what is not in the list."""
        if self.usual.data == OTHER and not (field.data or "").strip():
            raise ValidationError(_("Écrivez le nom du service."))

    def chosen(self, usual: Sequence[UsualRedirection]) -> dict[str, str]:
        """Return what to tell the team, once valid."""
        one = next((one for one in usual if str(one.id) == self.usual.data), None)
        source = {name: getattr(one, name) if one else self[name].data or "" for name in ("name", "about", "contact")}
        return {**source, "note": self.note.data or ""}


class UsualForm(BaseForm):
    """One of the usual redirections of an organisation."""

    kind = RadioField(
        _l("Quoi ?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in RedirectionKind],
        validators=[InputRequired(_l("Choisissez un service, une formation ou un autre programme."))],
    )
    name = StringField(_l("Nom"), validators=[DataRequired(_l("Écrivez son nom.")), AtMost(160)])
    about = TextAreaField(
        _l("Ce qu’il fait"), validators=[DataRequired(_l("Dites en une phrase ce qu’il fait.")), AtMost(600)]
    )
    contact = StringField(_l("Contact ou lien"), validators=[AtMost(300)])

    def values(self) -> dict[str, Any]:
        """Return what was typed, once valid."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "about", "contact")}
        return {"kind": RedirectionKind(self.kind.data), **texts}
