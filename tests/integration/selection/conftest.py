import pytest


@pytest.fixture(autouse=True)
def _missing(shared_app):
    if not shared_app.url_build_error_handlers:
        shared_app.url_build_error_handlers.append(lambda e, endpoint, values: "/missing/" + endpoint)
