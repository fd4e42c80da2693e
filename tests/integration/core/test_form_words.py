"""What the library of forms says by itself, when we said nothing of a field."""

import pytest
from flask import Flask
from wtforms import IntegerField

from incubator.core.forms import BaseForm
from incubator.core.i18n import force_locale


class Count(BaseForm):
    """A number, without a sentence of ours."""

    count = IntegerField()


@pytest.mark.any_engine
def test_sentences_of_the_library_follow_the_language_of_each_page(app: Flask) -> None:
    said = []
    for language in ("fr", "en", "fr"):
        with app.test_request_context(method="POST", data={"count": "douze"}), force_locale(language):
            form = Count()
            form.validate()
            said.append(form.errors["count"])
    assert said == [["N'est pas un entier valide."], ["Not a valid integer value."], ["N'est pas un entier valide."]]
