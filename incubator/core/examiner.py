"""Looks at a file that somebody gave: what it really is, whether it is safe to keep, how its first page looks.

Run by `core.examination` as a program of its own, with little memory and little time: whatever such a file does to the
libraries that open it, it does it here. It therefore imports nothing of the application.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import IO, Any

MEMORY, SECONDS, WRITTEN = 1_500_000_000, 15, 8_000_000
PIXELS = 60_000_000  # the largest photographs of telephones have fifty million
PREVIEW = (480, 480)
ENTRIES, UNPACKED, RATIO, SMALL = 5_000, 400_000_000, 100, 20_000_000
OWN_PICTURES = ("Thumbnails/thumbnail.png", "docProps/thumbnail.jpeg")
READ = 1_000_000  # of one part of an office file

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}


class Refused(Exception):
    """The file is not kept; the word says why, to `core.examination`."""


def examine(path: Path) -> str:
    """Return the media type of a file by what it holds; raises Refused with a word that says why."""
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(0)
        if b"%PDF-" in head[:64]:
            return _pdf(path)
        if head.startswith((b"\x89PNG", b"\xff\xd8\xff")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
            return _image(file)
        if head.startswith(b"PK"):
            return _office(file, path.stat().st_size)
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")):
        raise Refused("program")
    raise Refused("old" if head.startswith(b"\xd0\xcf\x11\xe0") else "type")


def what_it_looks_like(path: Path) -> str:
    """Return the media type by which a file that is not taken is known, or nothing."""
    import puremagic

    try:
        return str(puremagic.from_file(str(path), mime=True))
    except (puremagic.PureError, ValueError, OSError):
        return ""


def _pdf(path: Path) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if "password" in str(error).lower() else "damaged") from error
    pages = len(document)
    document.close()
    if not pages:
        raise Refused("damaged")
    return "application/pdf"


def _image(file: IO[bytes]) -> str:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is unpacked
    try:
        with Image.open(file, formats=tuple(IMAGES)) as image:
            if image.width * image.height > PIXELS:
                raise Refused("bomb")
            kind = IMAGES[str(image.format)]
            image.load()
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise Refused("damaged") from error
    return kind


def _office(file: IO[bytes], size: int) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive, size)
            return _office_kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, EOFError, UnicodeDecodeError) as error:
        raise Refused("damaged") from error


def _refuse_bomb(archive: zipfile.ZipFile, size: int) -> None:
    """Judge an archive by what it says of itself; parts that overlap say more than there is. Nothing is unpacked."""
    parts = archive.infolist()
    unpacked, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if len(parts) > ENTRIES or unpacked > UNPACKED or packed > size or (unpacked > SMALL and unpacked > RATIO * size):
        raise Refused("bomb")


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refused("macros")
    if "mimetype" in names and (kind := _read(archive, "mimetype").decode().strip()) in OPEN_DOCUMENTS:
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
            raise Refused("password")
        return kind
    found = next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)
    if found is None or f"{found}.main+xml".encode() not in _read(archive, "[Content_Types].xml"):
        raise Refused("type")
    return found


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(READ)


def preview(path: Path, kind: str, to: Path) -> bool:
    """Draw a file small in `to`: an image, the first page of a PDF, the image that slides or a text carry.

    Tell whether there is something to draw.
    """
    from PIL import Image, ImageOps

    if kind == "application/pdf":
        picture = _first_page(path)
    elif drawn := io.BytesIO(path.read_bytes()) if kind in IMAGES.values() else _own_picture(path):
        opened = Image.open(drawn, formats=tuple(IMAGES))
        if opened.width * opened.height > PIXELS:
            return False
        opened.draft("RGB", (PREVIEW[0] * 2, PREVIEW[1] * 2))  # a large photograph is read at a quarter of its size
        picture = ImageOps.exif_transpose(opened)
    else:
        return False
    picture.thumbnail(PREVIEW)
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    # Neither where it was taken nor with what: this format keeps only what is asked for.
    picture.convert("RGBA" if has_alpha else "RGB").save(to, "WEBP", quality=78)
    return True


def _first_page(path: Path) -> Any:  # Any: an image of Pillow, imported where it is needed
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    width, height = page.get_size()
    drawn = page.render(scale=min(PREVIEW[0] / max(width, 1), PREVIEW[1] / max(height, 1))).to_pil().copy()
    document.close()
    return drawn


def _own_picture(path: Path) -> IO[bytes] | None:
    """Return the small image that most office programs put in their files, of the first slide or page."""
    with zipfile.ZipFile(path) as archive:
        found = next((name for name in OWN_PICTURES if name in archive.namelist()), None)
        return io.BytesIO(_read(archive, found)) if found else None


def _stay_small() -> None:
    import resource

    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def main(path: Path, to: Path) -> None:
    """Say what the file at `path` is, in one line of JSON; then draw its preview in `to`, if it has one."""
    _stay_small()
    try:
        found = {"type": examine(path)}
    except Refused as refusal:
        found = {"refused": str(refusal), "looks": what_it_looks_like(path)}
    except MemoryError:
        found = {"refused": "bomb", "looks": ""}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()  # said, whatever the preview does
    if "type" in found:
        preview(path, found["type"], to)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
