"""The kinds of file that a question takes, and the media types each of them holds."""

from __future__ import annotations

from collections.abc import Iterable

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, name_all


class FileKind(Labelled):
    """A kind of file, as people name it."""

    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    SHEET = "sheet"
    SLIDES = "slides"

    @property
    def media_types(self) -> dict[str, str]:
        """The media types of this kind, with the ending of a file's name for each."""
        return _MEDIA_TYPES[self]

    @property
    def icon(self) -> str:
        """The name of the icon of such a file."""
        return _ICONS[self]


class Verdict(Labelled):
    """What the installation's virus scanner said of a file that was kept."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"


name_all(
    {
        FileKind.PDF: _("PDF"),
        FileKind.IMAGE: _("Image (PNG, JPEG, WebP)"),
        FileKind.TEXT: _("Texte (ODT, DOCX)"),
        FileKind.SHEET: _("Tableau (ODS, XLSX)"),
        FileKind.SLIDES: _("Présentation (ODP, PPTX)"),
    }
)
name_all({Verdict.NOT_SCANNED: _("Pas d’antivirus"), Verdict.CLEAN: _("Vérifié par l’antivirus")})

_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES: dict[FileKind, dict[str, str]] = {
    FileKind.PDF: {"application/pdf": ".pdf"},
    FileKind.IMAGE: {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"},
    FileKind.TEXT: {f"{_OPEN}text": ".odt", f"{_OFFICE}wordprocessingml.document": ".docx"},
    FileKind.SHEET: {f"{_OPEN}spreadsheet": ".ods", f"{_OFFICE}spreadsheetml.sheet": ".xlsx"},
    FileKind.SLIDES: {f"{_OPEN}presentation": ".odp", f"{_OFFICE}presentationml.presentation": ".pptx"},
}
_ICONS = {
    FileKind.PDF: "file-earmark-pdf",
    FileKind.IMAGE: "file-earmark-image",
    FileKind.TEXT: "file-earmark-text",
    FileKind.SHEET: "file-earmark-spreadsheet",
    FileKind.SLIDES: "file-earmark-slides",
}


def kind_of(media_type: str) -> FileKind:
    """Return the kind of a media type that the application takes; ValueError for any other."""
    for kind, types in _MEDIA_TYPES.items():
        if media_type in types:
            return kind
    raise ValueError(media_type)


def kinds_of(names: Iterable[str]) -> list[FileKind]:
    """Return the kinds of these names, in the order of the list; all of them for none."""
    wanted = set(names) & {kind.value for kind in FileKind}
    return [kind for kind in FileKind if not wanted or kind.value in wanted]


def ending_of(media_type: str) -> str:
    """Return how the name of a file of this media type ends."""
    return kind_of(media_type).media_types[media_type]


def accepted(kinds: Iterable[FileKind]) -> str:
    """Return the attribute `accept` of a field for files of these kinds: endings and media types."""
    pairs = [pair for kind in kinds for pair in kind.media_types.items()]
    return ",".join([ending for _type, ending in pairs] + [media_type for media_type, _ending in pairs])
