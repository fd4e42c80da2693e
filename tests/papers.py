"""Files as people give them, and as nobody should: made in code."""

import io
import zipfile

OFFICE = "application/vnd.openxmlformats-officedocument."


def pdf(words: str = "Bonjour") -> bytes:
    """A page of A4."""
    body = f"BT /F1 24 Tf 60 760 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        made += b"%d 0 obj%s endobj\n" % (number, part)
    return made + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def image(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A plain picture."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(made, kind)
    return made.getvalue()


def archive(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return made.getvalue()


def docx(text: bytes = b"<w/>", more: dict[str, bytes | str] | None = None) -> bytes:
    """A text document, as far as one looks at it."""
    types = f'<Override ContentType="{OFFICE}wordprocessingml.document.main+xml"/>'
    return archive({"[Content_Types].xml": types, "word/document.xml": text, **(more or {})})


def overlapping() -> bytes:
    """A zip that names the same bytes again and again: it says more than there is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("a", bytes(range(256)) * 8)
        zipped.filelist.extend(zipped.filelist * 50)
    return made.getvalue()


def odp(manifest: str = "<x/>", thumbnail: bytes = b"", more: dict[str, bytes | str] | None = None) -> bytes:
    """Slides, as far as one looks at them."""
    kind = "application/vnd.oasis.opendocument.presentation"
    parts: dict[str, bytes | str] = {
        "mimetype": kind,
        "META-INF/manifest.xml": manifest,
        "Thumbnails/thumbnail.png": thumbnail,
    }
    return archive({**parts, **(more or {})})


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 300
BOMB = docx(b"0" * 60_000_000)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
