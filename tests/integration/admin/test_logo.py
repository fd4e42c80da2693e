"""The logo of an organisation: an image by what it holds, of a bearable weight, served as what it is."""

import io

import pytest
from sqlalchemy import select

from incubator.domain.models import JournalEntry
from tests.integration.admin.test_edit_organisation import typed, url

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40


def send(client, organisation, content, name="logo.png"):
    data = typed(client.get(url(organisation)))
    data |= {"logo": (io.BytesIO(content), name), "short_name": "Nom gardé"}
    return client.post(url(organisation), data, content_type="multipart/form-data")


def logo_of(page):
    image = page.soup.select_one(".masthead .brand-logo, header .brand-logo")
    return image["src"] if image else None


@pytest.mark.parametrize(("content", "kind"), [(PNG, "image/png"), (WEBP, "image/webp")])
def test_a_logo_is_shown_on_every_page(session, organisation, manager, sign_in, visitor, content, kind):
    client = sign_in(manager)
    page = send(client, organisation, content)
    assert "Les réglages de l’organisation sont enregistrés" in page.text
    address = logo_of(client.get("/to-do")) or logo_of(page)
    assert address is not None
    served = visitor.get(address)
    assert (served.status, served.raw, served.headers["Content-Type"]) == (200, content, kind)
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry.before["logo_digest"] == "" and entry.after["logo_digest"] in address


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.png", "n’est pas une image"),
        (b"%PDF-1.7", "logo.png", "n’est pas une image PNG, JPEG ou WebP"),
        (b"", "logo.png", "n’est pas une image"),
        (PNG + b"\x00" * 200_000, "logo.png", "trop lourd : 200 ko au plus"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_rest_is_kept(
    session, organisation, manager, sign_in, content, name, sentence
):
    page = send(sign_in(manager), organisation, content, name)
    assert page.status == 422
    error = page.soup.select_one("#logo-error")
    assert error is not None and sentence in " ".join(error.get_text(" ").split())
    assert page.field("short_name") == "Nom gardé"
    session.refresh(organisation)
    assert (organisation.logo_digest, organisation.short_name == "Nom gardé") == ("", False)


def test_a_logo_too_heavy_for_the_server_gets_a_page(organisation, manager, sign_in):
    body = b"\x00" * (9 * 1024 * 1024)
    page = sign_in(manager).post(url(organisation), body, content_type="multipart/form-data; boundary=x")
    assert page.status == 413
    assert page.h1


def test_a_logo_can_be_replaced_and_removed(session, organisation, manager, sign_in, visitor):
    client = sign_in(manager)
    send(client, organisation, PNG)
    old = logo_of(client.get(url(organisation)))
    send(client, organisation, WEBP)
    new = logo_of(client.get(url(organisation)))
    assert old != new and visitor.get(old).status == 404
    data = typed(client.get(url(organisation))) | {"remove_logo": "y"}
    client.post(url(organisation), data)
    assert visitor.get(new).status == 404
    assert logo_of(client.get(url(organisation))) is None


def test_saving_without_a_file_keeps_the_logo(organisation, manager, sign_in):
    client = sign_in(manager)
    send(client, organisation, PNG)
    data = typed(client.get(url(organisation)))
    client.post(url(organisation), data)
    assert logo_of(client.get(url(organisation))) is not None
