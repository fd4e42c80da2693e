"""What was measured, beside what was wanted: a table for the terminal and a page for the documentation."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.load import CLIENTS, Tally
from incubator.cli.serve import THREADS, WORKERS

BARE = "bare page"
CPU_LIMIT, DRIFT_LIMIT, QUERY_LIMIT, KILOBYTE_LIMIT, START_LIMIT, MEMORY_LIMIT = 4.0, 0.20, 12, 60.0, 2.0, 120.0
HEADINGS = ("page", "dossiers", "requests/s", "p50 ms", "p95 ms", "CPU ms", "x bare", "queries", "HTML kB")


@dataclass
class Measured:
    """One page on one database."""

    page: str
    count: int
    tally: Tally = field(default_factory=Tally)
    queries: int = 1
    kilobytes: float = 0.0

    @property
    def cpu(self) -> float:
        """Milliseconds of processor for one answer, median of the rounds."""
        return self.tally.median("cpu")


@dataclass
class Results:
    """All that one run of the bench found; the servers' figures are the worst of both databases."""

    pages: list[Measured]
    started_in: float
    rss: float
    uss: float
    seconds: float = 0.0

    def bare(self, count: int) -> Measured:
        """Return the measure of all others on the database of `count` dossiers."""
        return next(one for one in self.pages if one.page == BARE and one.count == count)

    def counts(self) -> list[int]:
        """Return the sizes of the databases, small to large."""
        return sorted({one.count for one in self.pages})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target: what it says, what was found, whether it is met."""

    target: str
    found: str
    met: bool


def table(results: Results) -> list[tuple[str, ...]]:
    """Return the lines of the table, headings first."""
    lines = [HEADINGS]
    for one in results.pages:
        tally, ratio = one.tally, one.cpu / results.bare(one.count).cpu
        speeds = (f"{tally.median('rate'):.0f}", f"{tally.median('p50'):.1f}", f"{tally.median('p95'):.1f}")
        costs = (f"{one.cpu:.2f}", f"{ratio:.2f}", str(one.queries), f"{one.kilobytes:.1f}")
        lines.append((one.page, f"{one.count}", *speeds, *costs))
    return lines


def verdicts(results: Results) -> Iterator[Verdict]:
    """Hold each page, then the server, against the targets."""
    small, large = results.counts()[0], results.counts()[-1]
    for one in results.pages:
        if one.page == BARE:
            continue
        name, ratio = f"{one.page}, {one.count} dossiers", one.cpu / results.bare(one.count).cpu
        yield Verdict(f"{name}: CPU within {CPU_LIMIT} x the bare page", f"{ratio:.2f} x", ratio <= CPU_LIMIT)
        yield Verdict(f"{name}: {QUERY_LIMIT} queries at most", str(one.queries), one.queries <= QUERY_LIMIT)
        size = f"{one.kilobytes:.1f} kB"
        yield Verdict(f"{name}: {KILOBYTE_LIMIT:.0f} kB of HTML at most", size, one.kilobytes <= KILOBYTE_LIMIT)
        if one.count == large:
            first = next(other for other in results.pages if (other.page, other.count) == (one.page, small))
            drift = one.cpu / first.cpu - 1
            target = f"{one.page}: CPU at {large} dossiers as at {small} (± {DRIFT_LIMIT:.0%})"
            yield Verdict(target, f"{drift:+.0%}", abs(drift) <= DRIFT_LIMIT)
    started, rss = results.started_in, results.rss
    yield Verdict(f"start-up under {START_LIMIT:.0f} s", f"{started:.2f} s", started < START_LIMIT)
    yield Verdict(f"a worker under {MEMORY_LIMIT:.0f} MB (RSS)", f"{rss:.0f} MB", rss < MEMORY_LIMIT)


def as_text(results: Results) -> str:
    """Return the table and the targets for the terminal."""
    lines = table(results)
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rows = [
        "  ".join(_cell(text, width, n) for n, (text, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    rows.append(
        f"\nstart-up {results.started_in:.2f} s; largest worker {results.rss:.0f} MB RSS, {results.uss:.0f} MB USS\n"
    )
    rows += [f"{'pass' if one.met else 'FAIL'}  {one.target}: {one.found}" for one in verdicts(results)]
    return "\n".join(rows)


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)


def as_page(results: Results) -> str:
    """Return the page of the documentation."""
    lines = table(results)
    rows = [f"| {' | '.join(line)} |" for line in lines]
    rows.insert(1, f"| --- |{' ---: |' * (len(HEADINGS) - 1)}")
    targets = [f"| {one.target} | {one.found} | {'met' if one.met else '**not met**'} |" for one in verdicts(results)]
    return _PAGE.format(
        day=date.today().isoformat(),
        machine=machine(),
        workers=WORKERS,
        threads=THREADS,
        clients=CLIENTS,
        rounds=len(results.pages[0].tally.rounds),
        seconds=results.seconds,
        rows="\n".join(rows),
        started=results.started_in,
        rss=results.rss,
        uss=results.uss,
        targets="\n".join(targets),
    )


def machine() -> str:
    """Return the facts of this machine that figures depend on."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in path.read_text().splitlines() if line.startswith("model name")]
        if path.exists()
        else []
    )
    return names[0] if names else platform.machine()


_PAGE = """# Performance

Written by `make bench` on {day}: {machine}.

`make bench` (or `.venv/bin/python -m bench`) measures again and rewrites this page; `--quick` takes less time and
writes nothing; `--profile` says where the time of each page goes. Nothing leaves the machine.

## How

- Two SQLite databases, of 120 and 10,000 dossiers; each dossier has its owner, thirteen answers and three finished
  readings of six criteria.
- The server is that of `serve`: gunicorn, {workers} processes of {threads} threads. Pages are read by a signed-in
  secretary, through {clients} connections kept open, {seconds:.1f} s a round.
- The bare page is a Flask application of its own: one query, one table of the same 25 rows and six columns, no account,
  no menu, no translation, on the same database and the same server.
- All pages are asked in turn, {rounds} times; figures are medians of the rounds. CPU is the time of the server's
  processes divided by their answers: it depends on other work on the machine far less than the requests per second,
  which share it with the clients.

## Figures

{rows}

From the start of the command to the first page: {started:.2f} s. The largest process: {rss:.0f} MB (RSS), of which
{uss:.0f} MB are its own (USS).

## Targets

| target | found | |
| --- | ---: | --- |
{targets}
"""
