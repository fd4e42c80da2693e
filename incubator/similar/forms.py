"""Forms of links and of mergers."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import lazy as _
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import Project

NOTE_LIMIT = 1000


class LinkForm(BaseForm):
    """How two dossiers are linked."""

    kind = RadioField(
        _("Quel lien entre ces deux dossiers ?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in LinkKind],
        validators=[InputRequired(_("Choisissez le lien entre les deux dossiers."))],
    )
    note = TextAreaField(_("Note"), validators=[AtMost(NOTE_LIMIT)])


class MergeForm(BaseForm):
    """Which of two dossiers stays, and what is said to both teams."""

    kept = RadioField(_("Quel dossier reste ?"), validators=[InputRequired(_("Choisissez le dossier qui reste."))])
    note = TextAreaField(_("Mot aux deux équipes"), validators=[AtMost(NOTE_LIMIT)])

    def offer(self, *projects: Project) -> None:
        """Let one choose among these dossiers."""
        self.kept.choices = [SelectChoice(str(one.id), f"{one.reference} · {one.title}") for one in projects]


class AnswerForm(BaseForm):
    """The answer of one owner; `reason` is for a refusal."""

    reason = TextAreaField(_("Un mot, si vous refusez"), validators=[AtMost(NOTE_LIMIT)])
