"""Forms of e-mails."""

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.core.forms import AtMost, BaseForm, SelectChoice
from incubator.core.i18n import LANGUAGES
from incubator.core.i18n import lazy as _
from incubator.domain.mail_kinds import OPTIONAL, MailPace
from incubator.domain.mails.registry import MailKind
from incubator.domain.mails.variables import absent, mistakes
from incubator.mailing.texts import Words

LIMIT = 5000
TEXTS = ("subject_fr", "body_fr", "subject_en", "body_en")


class PreferencesForm(BaseForm):
    """When, and what, of the messages one may do without."""

    pace = RadioField(
        _("Quand les recevoir"),
        choices=[SelectChoice(pace.value, pace.label) for pace in MailPace],
        validators=[InputRequired(_("Choisissez quand recevoir vos courriels."))],
    )
    wanted = SelectMultipleField(
        _("Ceux que vous voulez recevoir"),
        choices=[SelectChoice(category.value, category.label) for category in OPTIONAL],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class TextForm(BaseForm):
    """The words of one e-mail in both languages, and on what to see them."""

    subject_fr = StringField(_("Objet, en français"), validators=[DataRequired(_("Écrivez l’objet.")), AtMost(200)])
    body_fr = TextAreaField(_("Texte, en français"), validators=[DataRequired(_("Écrivez le texte.")), AtMost(LIMIT)])
    subject_en = StringField(_("Objet, en anglais"), validators=[DataRequired(_("Écrivez l’objet.")), AtMost(200)])
    body_en = TextAreaField(_("Texte, en anglais"), validators=[DataRequired(_("Écrivez le texte.")), AtMost(LIMIT)])
    dossier = SelectField(_("Dossier"), choices=[], validators=[Optional()])
    shown = RadioField(
        _("Langue"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()], validators=[Optional()]
    )
    version = HiddenField()

    def words(self) -> dict[str, Words]:
        """Return what was typed, by language."""
        typed = {name: (self[name].data or "").replace("\r\n", "\n").strip() for name in TEXTS}
        return {code: Words(typed[f"subject_{code}"], typed[f"body_{code}"]) for code in LANGUAGES}

    def check_variables(self, kind: MailKind) -> bool:
        """Tell whether words in braces are variables of `kind`, and bodies say those they must; fields say why."""
        right = True
        for name in TEXTS:
            wrong = mistakes(self[name].data or "", kind.variables)
            wrong += absent(self[name].data or "", kind.must) if name.startswith("body") else []
            if wrong:
                self[name].errors, right = [*self[name].errors, *wrong], False
        return right
