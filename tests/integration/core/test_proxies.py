"""Who comes, when a proxy stands in front: what it says is believed only when it was announced."""

import pytest
from flask import Flask, request

from incubator.core import pages


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        (0, "127.0.0.1 http localhost"),
        (1, "203.0.113.9 https incubateur.example.fr"),
        (2, "198.51.100.1 http localhost"),
    ],
)
def test_forwarded_headers_count_for_as_many_proxies_as_announced(proxies: int, expected: str) -> None:
    app = Flask(__name__)
    app.config["PROXIES"] = proxies
    pages.init_app(app)
    app.add_url_rule("/", "who", lambda: f"{request.remote_addr} {request.scheme} {request.host}")

    answer = app.test_client().get(
        "/",
        headers={
            "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "incubateur.example.fr",
        },
    )

    assert answer.text == expected
    assert ("Strict-Transport-Security" in answer.headers) == ("https" in expected)
