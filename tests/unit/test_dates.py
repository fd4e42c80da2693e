"""Days as each language writes them."""

from datetime import date

import pytest

from incubator.core.i18n import force_locale
from incubator.core.presentation import date_long, date_short


@pytest.mark.parametrize(
    ("language", "day", "long", "short"),
    [
        ("fr", date(2026, 3, 1), "dimanche 1er mars 2026", "1er mars 2026"),
        ("fr", date(2026, 8, 11), "mardi 11 août 2026", "11 août 2026"),
        ("en", date(2026, 3, 1), "Sunday 1 March 2026", "1 Mar 2026"),
    ],
)
def test_a_day_is_said_in_the_language_in_use(language: str, day: date, long: str, short: str) -> None:
    from flask import Flask
    from flask_babel import Babel

    app = Flask("dates")
    Babel(app)
    with app.test_request_context(), force_locale(language):
        assert (date_long(day), date_short(day)) == (long, short)
