"""Forms of links."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import lazy as _
from incubator.domain.link_kinds import LinkKind

NOTE_LIMIT = 1000


class LinkForm(BaseForm):
    """How two dossiers are linked."""

    kind = RadioField(
        _("Quel lien entre ces deux dossiers ?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in LinkKind],
        validators=[InputRequired(_("Choisissez le lien entre les deux dossiers."))],
    )
    note = TextAreaField(_("Note"), validators=[AtMost(NOTE_LIMIT)])
