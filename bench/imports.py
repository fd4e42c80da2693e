"""Import ten thousand dossiers, as a person does, and say how long and how much memory: `python -m bench.imports`.

The worker is killed once in the middle, and the next one finishes: the time of both is counted, the wait for the claim
of the dead one is not.
"""

import argparse
import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

LIMIT_SECONDS, LIMIT_MEGABYTES = 60, 300
LONG = "Chaque année, trois cents familles attendent une réponse pendant des mois, faute d’un suivi partagé. " * 6


def main() -> int:
    """Run the bench; 1 when a target is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--make", type=Path, help="only write the file")
    options = parser.parse_args()
    if options.make:
        from incubator import create_app

        options.make.write_bytes(make_file(create_app(), options.rows, options.format))
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {"INSTANCE_PATH": folder, "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", "")}
        flask("init", "--organisation", "Ville", "--call", "edition", "--administrator", "ada@ville.example")
        figures = measure(Path(folder), options.rows, options.format)
    print(json.dumps(figures, indent=1))
    met = figures["write_seconds"] < LIMIT_SECONDS and figures["worker_megabytes"] < LIMIT_MEGABYTES
    return 0 if met and figures["dossiers"] == options.rows else 1


def flask(*arguments: str) -> None:
    """Run a command of the application."""
    subprocess.run([sys.executable, "-m", "flask", "--app", "run", *arguments], check=True, stdout=subprocess.DEVNULL)


def measure(folder: Path, rows: int, kind: str) -> dict[str, float]:
    """Upload, choose the columns as guessed, look at the preview, write; return the figures."""
    from sqlalchemy import select, update

    from incubator import create_app
    from incubator.core.db import db
    from incubator.core.jobs import Job
    from incubator.domain.models import ImportRun, Person

    app = create_app({"WTF_CSRF_ENABLED": False})
    client, figures = app.test_client(), {}
    with app.app_context(), db.new_session(writing=False) as session:
        person_id = session.scalars(select(Person.id)).one()
    with client.session_transaction() as cookies:
        cookies["_user_id"], cookies["_fresh"] = str(person_id), True
    path = _made(folder, rows, kind)
    figures["file_megabytes"] = round(path.stat().st_size / 1e6, 1)

    def timed(name: str, method: str, url: str, **more: object) -> str:
        began = time.perf_counter()
        answer = client.open(url, method=method, **more)  # type: ignore[arg-type]
        figures[f"{name}_seconds"] = round(time.perf_counter() - began, 2)
        assert answer.status_code in (200, 302), (url, answer.status_code)
        return answer.headers.get("Location", "")

    columns = timed("upload", "POST", "/calls/edition/imports", data={"file": (path.open("rb"), path.name)})
    with app.app_context(), db.new_session(writing=False) as session:
        run = session.scalars(select(ImportRun)).one()
        form = {f"column_{n}": run.columns.get(label, "") for n, label in enumerate(run.labels)}
    timed("columns", "POST", columns, data={**form, "state": "submitted", "dates": "iso"})
    timed("preview", "GET", f"/imports/{run.id}")
    timed("start", "POST", f"/imports/{run.id}/start")
    figures["web_megabytes"] = megabytes(os.getpid())
    before, after = run_worker(app, Job, update, kill=True), run_worker(app, Job, update)
    figures["write_seconds"] = round(before[0] + after[0], 1)
    figures["worker_megabytes"] = max(before[1], after[1])
    figures["dossiers"] = _count(app)
    timed("report", "GET", f"/imports/{run.id}")
    client.post(f"/imports/{run.id}/undo")
    figures["undo_seconds"] = round(run_worker(app, Job, update)[0], 1)
    figures["dossiers_left"] = _count(app)
    return figures


def _made(folder: Path, rows: int, kind: str) -> Path:
    """Make the file in a process apart, so that its memory is not counted here."""
    path = folder / f"file.{kind}"
    make = [sys.executable, "-m", "bench.imports", "--rows", str(rows), "--format", kind, "--make", str(path)]
    subprocess.run(make, check=True)
    return path


def _count(app: Flask) -> int:
    from sqlalchemy import func, select

    from incubator.core.db import db
    from incubator.domain.models import Project

    with app.app_context(), db.new_session(writing=False) as session:
        return session.scalar(select(func.count()).select_from(Project)) or 0


def run_worker(app, job, update, *, kill: bool = False) -> tuple[float, int]:  # type: ignore[no-untyped-def]
    """Run a worker until nothing is left, or kill it once a third is written; return its seconds and megabytes."""
    from sqlalchemy import func, select

    from incubator.core.db import db

    began, peak = time.perf_counter(), 0
    process = subprocess.Popen([sys.executable, "-m", "flask", "--app", "run", "work"], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(0.1)
        peak = max(peak, megabytes(process.pid))
        with app.app_context(), db.new_session(writing=False) as session:
            done, total = session.execute(select(func.max(job.done), func.max(job.total))).one()
        if kill and total and done > total / 3:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    with app.app_context(), db.new_session(writing=True) as session:
        session.execute(update(job).values(claimed_until=None))
        session.commit()
    return time.perf_counter() - began, peak


def megabytes(pid: int) -> int:
    """Return the most memory a process has held."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), default=0)


def make_file(app, rows: int, kind: str) -> bytes:  # type: ignore[no-untyped-def]
    """Return a file with every question of the call answered."""
    from sqlalchemy import select

    from incubator.core.db import db
    from incubator.core.spreadsheets import xlsx_file
    from incubator.domain.dossier_kinds import QuestionKind
    from incubator.domain.models import Question

    with app.app_context(), db.new_session(writing=False) as session:
        questions = list(session.scalars(select(Question).order_by(Question.position)))
    texts = [one for one in questions if one.kind in (QuestionKind.LONG, QuestionKind.SHORT)]
    header = ["ID", "Titre", "Nom", "Prénom", "Email", "Direction", "Thème", *(one.label for one in texts)]
    lines = [
        [
            str(n), f"Projet numéro {n} : des vélos pour tous", f"Nom{n}", "Camille", f"agent{n}@ville.example",
            "Routes", "Mobilités", *(f"{n} {LONG}"[: min(one.max_length or 300, 300)] for one in texts),
        ]
        for n in range(1, rows + 1)
    ]  # fmt: skip
    if kind == "xlsx":
        return xlsx_file("Dossiers", header, lines)
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, *lines])
    return text.getvalue().encode("utf-8-sig")


if __name__ == "__main__":
    sys.exit(main())
