"""Files that three teams attached to their dossier: drawn here, so that the program carries none."""

import hashlib
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from incubator.core import examiner, files
from incubator.demo.book import Book
from incubator.demo.content import CODE, key
from incubator.demo.lives import Life
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.file_kinds import Verdict
from incubator.domain.models import Answer, Attachment, Call, Question

QUESTION = "documents"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Maker = Callable[[], bytes]


def ask(session: Session, call: Call) -> None:
    """Add the question about files at the end of the form of `call`."""
    session.add(
        Question(
            id=key("Question", call.code, QUESTION),
            call_id=call.id,
            key=QUESTION,
            position=50,
            kind=QuestionKind.FILE,
            label="Avez-vous un document qui aide à comprendre ?",
            label_en="Do you have a document that helps to understand?",
            help="Une photo, un croquis, un comptage : ce que vous avez sous la main. Rien à fabriquer pour nous.",
            help_en="A photograph, a sketch, a count: what you have at hand. Nothing to make for us.",
            file_megabytes=10,
            file_count=3,
        )
    )


def write(book: Book, told: list[Life]) -> None:
    """Attach them, and put what they hold in the store of files."""
    lives = {life.dossier.slug: life for life in told}
    for slug, papers in _PAPERS.items():
        life = lives[slug]
        for place, (name, kind, make) in enumerate(papers):
            _attach(book, life, place, name, kind, make())
        text = "\n".join(name for name, _kind, _make in papers)
        question_id = key("Question", CODE, QUESTION)
        book.add(Answer, project_id=life.dossier.id, question_id=question_id, value=text)


def _attach(book: Book, life: Life, place: int, name: str, kind: str, content: bytes) -> None:
    dossier, at = life.dossier, life.began_at + timedelta(minutes=20 + place)
    preview = _drawn(kind, content)
    book.add(
        Attachment,
        id=key("attachment", dossier.slug, name),
        created_at=at,
        project_id=dossier.id,
        question_id=key("Question", CODE, QUESTION),
        name=name,
        media_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_name=_kept(content),
        preview_name=_kept(preview) if preview else None,
        uploaded_by_id=dossier.owner_id,
        verdict=Verdict.NOT_SCANNED,
        removed_at=None,
    )
    book.act(Event.ATTACH_FILE, at, dossier.owner_id, dossier, after={"question": QUESTION, "name": name})


def _kept(content: bytes) -> str:
    """Put a file in the store and return its name: loaded again, the demonstration finds it there."""
    name = hashlib.sha256(b"demonstration" + content).hexdigest()[:40]
    if not files.store().exists(name):
        files.store().put(name, io.BytesIO(content))
    return name


def _drawn(kind: str, content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, to = Path(folder) / "file", Path(folder) / "preview"
        path.write_bytes(content)
        return to.read_bytes() if examiner.preview(path, kind, to) else b""


_LINES = (
    ("F2", 22, "Ce qu’il faut savoir le premier soir"),
    ("F1", 13, "À remplir à la voix, avec l’école, le médecin ou le parent, avant le départ"),
    ("F1", 13, ""),
    *(
        ("F1", 13, f"{number}. {line} ........................................................")
        for number, line in enumerate(
            (
                "Prénom dont il aime qu’on l’appelle", "Allergies", "Traitement, et qui le donne", "École et maître",
                "Frères et sœurs, et où ils dorment ce soir", "Ce qui l’aide à s’endormir", "Ce qu’il ne mange pas",
                "Lunettes, appareil, doudou : dans quel sac ?", "Qui peut l’appeler demain", "Animaux : peur ou envie",
                "Rendez-vous déjà pris", "Une chose qu’il faut lui dire",
            ),
            start=1,
        )
    ),
)  # fmt: skip


def _sheet_of_questions() -> bytes:
    """A page, written as such files are: a handful of objects, then the lines of text."""
    said = ["BT 60 780 Td"]
    for font, size, line in _LINES:
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        said.append(f"/{font} {size} Tf ({escaped}) Tj 0 -{size + 22} Td")
    text = "\n".join([*said, "ET"]).encode("cp1252")
    fonts = "/Font<</F1 5 0 R/F2 6 0 R>>"
    face = "<</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont/"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{fonts}>>>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        f"{face}Helvetica>>".encode(),
        f"{face}Helvetica-Bold>>".encode(),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table) + trailer


def _sketch() -> bytes:
    """A sketch of the bag that waits in each house."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 640), "#f6f1e7")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((200, 220, 700, 560), 60, outline="#2f4858", width=10, fill="#e9dfc9")
    pen.arc((330, 90, 570, 350), 180, 360, fill="#2f4858", width=14)
    for left, colour in ((270, "#f2a65a"), (420, "#7fb7be"), (570, "#c8553d")):
        pen.rounded_rectangle((left, 320, left + 80, 470), 20, fill=colour, outline="#2f4858", width=6)
    pen.line((240, 510, 660, 510), fill="#2f4858", width=6)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _count() -> bytes:
    """The count of a month of returns home."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 10, 1, tzinfo=UTC)})  # loaded twice, the same file
    sheet = book.add_worksheet("Retours")
    rows = (
        ("Jour de sortie", "Retours", "Sans aide le soir"),
        ("Lundi", 31, 4),
        ("Mercredi", 28, 5),
        ("Vendredi", 47, 29),
    )
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return made.getvalue()


_PAPERS: dict[str, tuple[tuple[str, str, Maker], ...]] = {
    "premiere-nuit": (
        ("Feuille du premier soir.pdf", "application/pdf", _sheet_of_questions),
        ("Le sac qui attend.png", "image/png", _sketch),
    ),
    "retour-du-vendredi": (("Retours d’un mois.xlsx", SHEET, _count),),
}
