"""What people write in a thread."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired

from incubator.core.forms import AtMost, BaseForm
from incubator.core.i18n import lazy as _l

TEXT = 4000


class MessageForm(BaseForm):
    """A message."""

    text = TextAreaField(_l("Votre message"), validators=[DataRequired(_l("Écrivez votre message.")), AtMost(TEXT)])


class CorrectForm(BaseForm):
    """A message again; an empty one is taken away."""

    text = TextAreaField(_l("Votre message"), validators=[AtMost(TEXT)])
