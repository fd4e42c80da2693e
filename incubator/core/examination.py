"""What a file is by what it holds, not by its name; whether a scanner finds a virus in it; how it looks."""

import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from incubator.core.i18n import _

EXAMINER = Path(__file__).with_name("examiner.py")
PATIENCE, SCAN_PATIENCE = 20, 120  # seconds


class FileRefused(ValueError):
    """This file is not taken; the sentence says why and what to do, to be read after its name."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file is: its media type, and where its preview is drawn, if it has one."""

    media_type: str
    preview: Path | None


def examine(path: Path) -> Examined:
    """Look at the file at `path` in a process of its own; the preview is drawn beside it. Raises FileRefused."""
    drawn = path.with_suffix(".webp")
    command = [sys.executable, "-I", str(EXAMINER), str(path), str(drawn)]
    try:
        said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE).stdout
    except subprocess.TimeoutExpired as error:
        said = error.stdout or b""  # what it said before it was lost in the preview
    try:
        found = json.loads(said.partition(b"\n")[0])
    except ValueError:
        found = {"refused": "bomb"}  # it died of this file
    if "refused" in found:
        raise FileRefused(why(found["refused"], found.get("looks", "")))
    return Examined(found["type"], drawn if drawn.exists() and drawn.stat().st_size else None)


def scan(path: Path) -> bool:
    """Let the installation's scanner look at the file; tell whether there is one. Raises FileRefused.

    VIRUS_SCAN_COMMAND is run with the path as its last word: 0 is clean, 1 infected, anything else is a failure.
    """
    command = shlex.split(current_app.config["VIRUS_SCAN_COMMAND"])
    if not command:
        return False
    try:
        done = subprocess.run([*command, str(path)], capture_output=True, timeout=SCAN_PATIENCE)
        status = done.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        current_app.logger.error("virus scanner: %s", error)
        status = -1
    if status == 1:
        raise FileRefused(_("l’antivirus y a trouvé un virus. Faites vérifier l’appareil d’où il vient."))
    if status != 0:
        current_app.logger.error("virus scanner: status %s", status)
        raise FileRefused(_("l’antivirus n’a pas pu le vérifier. Réessayez dans quelques minutes."))
    return True


def why(word: str, looks: str) -> str:
    """Return the sentence of a refusal of the examiner; `looks` is what the file seems to be."""
    if word == "bomb":
        return _("une fois ouvert, il prendrait une place démesurée. Réduisez-le ou exportez-le en PDF.")
    if word == "damaged":
        return _("il est abîmé et ne s’ouvre pas. Enregistrez-le de nouveau, puis renvoyez-le.")
    if word == "password":
        return _("il est protégé par un mot de passe, personne ne pourrait le lire. Enregistrez-le sans mot de passe.")
    if word == "macros":
        return _("il contient des macros, c’est-à-dire un programme. Enregistrez-le sans macros ou en PDF.")
    if word == "old":
        return _("c’est un ancien format (.doc, .xls, .ppt), ou un fichier protégé. Enregistrez-le en PDF.")
    if looks in ("image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "application/xml"):
        return _("c’est une page web ou un dessin SVG, qui peut contenir du code. Exportez-le en PDF ou en image.")
    if word == "program":
        return _("c’est un programme, quel que soit son nom. Il n’est jamais accepté.")
    return _("ce type de fichier n’est pas accepté, quel que soit son nom. Exportez-le en PDF.")
