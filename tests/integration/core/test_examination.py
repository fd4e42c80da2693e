"""What a file is, by what it holds: those taken, those refused, the image drawn of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from incubator.core import examination, examiner
from incubator.core.examination import FileRefused
from tests import papers

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (papers.pdf(), "application/pdf"),
        (papers.image("PNG"), "image/png"),
        (papers.image("JPEG"), "image/jpeg"),
        (papers.image("WEBP"), "image/webp"),
        (papers.docx(), f"{papers.OFFICE}wordprocessingml.document"),
        (papers.odp(), "application/vnd.oasis.opendocument.presentation"),
    ],
)
def test_file_is_told_by_what_it_holds(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "photo.exe"
    path.write_bytes(content)

    assert examiner.examine(path) == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (papers.SVG, "un dessin SVG, qui peut contenir du code"),
        (papers.HTML, "c’est une page web"),
        (papers.PROGRAM, "c’est un programme"),
        (papers.BOMB, "une place démesurée"),
        (papers.image("PNG", (9000, 9000)), "une place démesurée"),
        (papers.archive({f"{n}": "" for n in range(examiner.ENTRIES + 1)}), "une place démesurée"),
        (papers.overlapping(), "une place démesurée"),
        (papers.docx(more={"word/vbaProject.bin": b"x"}), "il contient des macros"),
        (papers.odp(more={"Basic/Standard/Module1.xml": "x"}), "il contient des macros"),
        (papers.odp("<encryption-data/>"), "protégé par un mot de passe"),
        (
            papers.archive({"word/document.xml": "", "[Content_Types].xml": "<x/>"}),
            "ce type de fichier n’est pas accepté",
        ),
        (papers.archive({"a.txt": "bonjour"}), "ce type de fichier n’est pas accepté"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "un ancien format"),
        (papers.pdf()[:60], "il est abîmé"),
        (papers.image("PNG")[:60], "il est abîmé"),
        (papers.docx()[:-30], "il est abîmé"),
        (b"bonjour", "ce type de fichier n’est pas accepté"),
    ],
)
def test_file_that_is_not_taken_says_why(app: Flask, tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(content)

    with pytest.raises(examiner.Refused) as refused:
        examiner.examine(path)

    with app.test_request_context():
        assert why in examination.why(str(refused.value), examiner.what_it_looks_like(path))


def test_images_pages_and_slides_have_a_small_image_that_says_nothing_of_the_camera(tmp_path: Path) -> None:
    photo = Image.new("RGB", (3000, 2000), "navy")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"  # turned by a quarter, and by whom it was made
    photo.save(tmp_path / "photo", "JPEG", exif=exif, xmp=b"<x:xmpmeta/>", icc_profile=b"Camera" * 30)
    (tmp_path / "page").write_bytes(papers.pdf())
    (tmp_path / "slides").write_bytes(papers.odp(thumbnail=papers.image("PNG", (256, 144))))
    (tmp_path / "bare").write_bytes(papers.docx())
    slides = "application/vnd.oasis.opendocument.presentation"
    sizes = {}

    for name, kind in (("photo", "image/jpeg"), ("page", "application/pdf"), ("slides", slides)):
        assert examiner.preview(tmp_path / name, kind, tmp_path / f"{name}.webp")
        with Image.open(tmp_path / f"{name}.webp") as drawn:
            sizes[name] = drawn.size
            assert drawn.format == "WEBP" and not drawn.getexif() and not {"xmp", "icc_profile"} & drawn.info.keys()

    assert sizes == {"photo": (320, 480), "page": (340, 480), "slides": (256, 144)}
    assert not examiner.preview(tmp_path / "bare", f"{papers.OFFICE}wordprocessingml.document", tmp_path / "no.webp")


def test_examination_is_a_process_that_may_die_of_a_file(app: Flask, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "given"
    path.write_bytes(papers.image("JPEG"))
    with app.test_request_context():
        assert examination.examine(path).preview == tmp_path / "given.webp"
        killed = tmp_path / "killed.py"
        killed.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        monkeypatch.setattr(examination, "EXAMINER", killed)

        with pytest.raises(FileRefused, match="démesurée"):
            examination.examine(path)


def test_examination_has_little_memory_and_writes_little(tmp_path: Path) -> None:
    """A file that would fill either only ends its own examination."""
    greedy = f"""
import runpy, signal
runpy.run_path({str(examination.EXAMINER)!r})["_stay_small"]()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    bytearray({examiner.MEMORY})
except MemoryError:
    print("no memory")
try:
    open({str(tmp_path / "large")!r}, "wb", buffering=0).write(bytes({examiner.WRITTEN}))
    open({str(tmp_path / "large")!r}, "ab", buffering=0).write(b"x")
except OSError:
    print("no room")
"""
    said = subprocess.run([sys.executable, "-I", "-c", greedy], capture_output=True, text=True).stdout

    assert said.split("\n")[:2] == ["no memory", "no room"]


def test_examination_that_does_not_end_is_ended(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless, given = tmp_path / "endless.py", tmp_path / "a.pdf"
    endless.write_text('import time\ntime.sleep(2)\nprint(\'{"type": "application/pdf"}\')')
    given.write_bytes(papers.pdf())
    monkeypatch.setattr(examination, "EXAMINER", endless)
    monkeypatch.setattr(examination, "PATIENCE", 0.2)

    with app.test_request_context(), pytest.raises(FileRefused, match="démesurée"):
        examination.examine(given)
