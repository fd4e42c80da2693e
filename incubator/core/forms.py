"""The parent of every form: spaces trimmed, messages in the page's language, the author's signed mark."""

import functools
from typing import Any

from flask import flash, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, IntegerField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.i18n import get_translations
from wtforms.validators import Email, InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from incubator.core import held_forms
from incubator.core.i18n import _, language
from incubator.core.i18n import lazy as _l
from incubator.core.permissions import current_actor

__all__ = ["EMAIL", "AtMost", "BaseForm", "ConfirmForm", "SelectChoice", "VersionedForm", "strip"]

EMAIL = Email(_l("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom.nom@collectivite.fr."))


def strip(value: Any) -> Any:  # Any: WTForms filters receive whatever the field holds
    """Trim spaces and bring line ends to one character, so that limits count what people typed."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


@functools.lru_cache
def _library_words(language: str) -> Any:  # Any: the catalogues of WTForms, without types
    """Return the sentences that WTForms brings, in `language`: read once, where Flask-WTF reads its file again at
    each form, a twentieth of what saving an answer takes.
    """
    return get_translations([language])


class AtMost:
    """A text of at most `limit` characters, counted as people type them; the sentence says how many to take away."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.field_flags = {"maxlength": limit}

    def __call__(self, form: "BaseForm", field: Field) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                _(
                    "Votre texte compte %(length)s caractères, pour %(limit)s au plus : "
                    "retirez-en %(extra)s pour l’enregistrer.",
                    length=length,
                    limit=self.limit,
                    extra=length - self.limit,
                )
            )


class BaseForm(FlaskForm):
    """A form of ours. On a GET after a lost session it comes back filled with what had been typed."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            filters = unbound_field.kwargs.get("filters", [])
            if strip not in filters:
                unbound_field.kwargs["filters"] = [*filters, strip]
            field: Field = unbound_field.bind(form=form, **options)
            return field

        def get_translations(self, form: Any) -> Any:
            return _library_words(language())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        actor = current_actor()
        if request.method == "GET" and actor is not None and "formdata" not in kwargs:
            held = held_forms.restore(actor.person_id)
            if held is not None:
                kwargs["formdata"] = held
                flash(_("Votre session s’était terminée : voici votre texte, enregistrez-le."), "info")
        super().__init__(*args, **kwargs)

    def hidden_tag(self, *fields: Any) -> Markup:
        """Render the hidden fields, with the mark by which a lost session gives the text back to its author."""
        actor = current_actor()
        tag = super().hidden_tag(*fields)
        if actor is None:
            return Markup(tag)
        mark = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup(tag) + mark.format(held_forms.FIELD, held_forms.mark(actor.person_id))

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Tell whether the form was posted and is right; a form given back is forgotten once saved."""
        valid = bool(super().validate_on_submit(extra_validators))
        if valid:
            held_forms.forget()
        return valid


class VersionedForm(BaseForm):
    """A text that somebody else may change meanwhile."""

    version = IntegerField(widget=HiddenInput(), default=0, validators=[InputRequired()])

    def see(self, version: int) -> None:
        """Note that the person now sees `version`: what they typed may be saved over it."""
        self.version.data, self.version.raw_data = version, [str(version)]


class ConfirmForm(BaseForm):
    """A button and nothing else."""
