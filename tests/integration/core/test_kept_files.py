"""What browsers keep: files whose address says what they hold, and never with somebody's session."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from incubator.domain.models import Person
from tests import factories as make
from tests.conftest import PageClient


def files_of(client: PageClient) -> list[str]:
    """Return the addresses of the style sheets and scripts of a page."""
    page = client.get("/to-do")
    return [tag.get("href") or tag["src"] for tag in page.soup.select('link[rel="stylesheet"], script')]


def test_files_are_kept_for_a_year_without_a_cookie(session: Session, sign_in: Callable[[Person], PageClient]) -> None:
    client = sign_in(make.make_person(session, make.make_organisation(session)))
    with client.client.session_transaction() as kept:
        kept.permanent = True  # as after a sign-in: every answer renews it
    assert "session=" in client.get("/to-do").headers.get("Set-Cookie", "")

    for address in files_of(client):
        with client.client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.cache_control.public and answer.cache_control.max_age, address
            assert "Set-Cookie" not in answer.headers, address
            assert "Cookie" not in answer.headers.get("Vary", ""), address
            assert answer.cache_control.immutable or address.startswith("/theme/")


def test_an_address_of_yesterday_is_asked_again(visitor: PageClient) -> None:
    for address in ("/static/css/app.css", "/static/css/app.css?v=yesterday"):
        with visitor.client.get(address) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_that_does_not_exist_is_a_page_of_refusal(visitor: PageClient) -> None:
    assert visitor.get("/static/nothing.css?v=").status == 404
