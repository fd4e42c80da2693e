"""What was measured, beside what was wanted: a table for the terminal and a page for the documentation."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench import rush
from bench.load import CLIENTS, Tally
from bench.rush import Rush
from bench.saving import Saving
from incubator.cli.serve import THREADS, WORKERS

BARE = "bare page"
JUDGED = ("worklist", "ranking", "dossier")  # the pages that the targets are about
CPU_LIMIT, DRIFT_LIMIT, QUERY_LIMIT, KILOBYTE_LIMIT, START_LIMIT, MEMORY_LIMIT = 4.0, 0.20, 12, 60.0, 2.0, 120.0
SAVE_LIMIT = 1.5
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

    def times(self, other: "Measured") -> float:
        """Return how many times the processor `other` takes: each round is set against its own, then the median.

        The two were measured at most a few seconds apart: what else the machine did weighed on both.
        """
        pairs = zip(self.tally.rounds, other.tally.rounds, strict=True)
        return statistics.median(mine.cpu / theirs.cpu for mine, theirs in pairs)


@dataclass
class Results:
    """All that one run of the bench found; the servers' figures are the worst of both databases."""

    pages: list[Measured]
    started_in: float
    start_cpu: float
    rss: float
    uss: float
    seconds: float = 0.0
    saving: Saving | None = None
    rushes: tuple[Rush, ...] = ()

    def of(self, page: str, count: int) -> Measured:
        """Return the measure of `page` on the database of `count` dossiers."""
        return next(one for one in self.pages if (one.page, one.count) == (page, count))

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
    lines: list[tuple[str, ...]] = [HEADINGS]
    for one in results.pages:
        tally, ratio = one.tally, one.times(results.of(BARE, one.count))
        speeds = (f"{tally.median('rate'):.0f}", f"{tally.median('p50'):.1f}", f"{tally.median('p95'):.1f}")
        costs = (f"{one.cpu:.2f}", f"{ratio:.2f}", str(one.queries), f"{one.kilobytes:.1f}")
        lines.append((one.page, f"{one.count}", *speeds, *costs))
    return lines


def verdicts(results: Results) -> Iterator[Verdict]:
    """Hold each page, then the server, against the targets."""
    small, large = results.counts()[0], results.counts()[-1]
    for one in results.pages:
        if one.page not in JUDGED:
            continue
        name, ratio = f"{one.page}, {one.count} dossiers", one.times(results.of(BARE, one.count))
        yield Verdict(f"{name}: CPU within {CPU_LIMIT} x the bare page", f"{ratio:.2f} x", ratio <= CPU_LIMIT)
        yield Verdict(f"{name}: {QUERY_LIMIT} queries at most", str(one.queries), one.queries <= QUERY_LIMIT)
        size = f"{one.kilobytes:.1f} kB"
        yield Verdict(f"{name}: {KILOBYTE_LIMIT:.0f} kB of HTML at most", size, one.kilobytes <= KILOBYTE_LIMIT)
        if one.count == large:
            drift = one.times(results.of(one.page, small)) - 1
            target = f"{one.page}: CPU at {large} dossiers as at {small} (± {DRIFT_LIMIT:.0%})"
            yield Verdict(target, f"{drift:+.0%}", abs(drift) <= DRIFT_LIMIT)
    started, rss = results.started_in, results.rss
    yield Verdict(f"start-up under {START_LIMIT:.0f} s", f"{started:.2f} s", started < START_LIMIT)
    yield Verdict(f"a worker under {MEMORY_LIMIT:.0f} MB (RSS)", f"{rss:.0f} MB", rss < MEMORY_LIMIT)
    if results.saving is not None:
        times = results.saving.page_times
        target = f"a save while typing: CPU within {SAVE_LIMIT} x a bare page that writes one row"
        yield Verdict(target, f"{times:.2f} x", times <= SAVE_LIMIT)


def as_text(results: Results) -> str:
    """Return the table and the targets for the terminal."""
    lines = table(results)
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rows = [
        "  ".join(_cell(text, width, n) for n, (text, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    start = f"start-up {results.started_in:.2f} s, of which {results.start_cpu:.2f} s of processor"
    rows.append(f"\n{start}; largest worker {results.rss:.0f} MB RSS, {results.uss:.0f} MB USS\n")
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
        start_cpu=results.start_cpu,
        rss=results.rss,
        uss=results.uss,
        targets="\n".join(targets),
        saving=_saving(results),
        rushes="\n".join(f"- {rush.as_text(one)}" for one in results.rushes) or "Not played.",
    )


def _saving(results: Results) -> str:
    found = results.saving
    if found is None:
        return "Not measured."
    return (
        f"{found.save:.2f} ms of processor for one save. A bare page that writes one row and shows its 25 rows, as a "
        f"form does without JavaScript, takes {found.page:.2f} ms: {found.page_times:.2f} x (medians of the ratios "
        f"round by round). One that writes the row and answers nothing but one line takes {found.bare:.2f} ms: "
        f"{found.times:.2f} x; the smallest act of the application, which knows who asks, checks the mark of the form "
        f"and writes one column of one row, is already at {found.smallest_times:.2f} x that ({found.smallest:.2f} ms)."
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

`make bench` (or `.venv/bin/python -m bench`) measures again and rewrites this page, in eight minutes; `--quick` takes
one minute and writes nothing; `--profile` says where the time of the three pages judged goes. Nothing leaves the
machine.

## How

- Two SQLite databases, of 120 and 10,000 dossiers; each dossier has its owner, thirteen answers and, once read, three
  finished readings of six criteria. Eight projects are accompanied in both.
- The server is that of `serve`: gunicorn, {workers} processes of {threads} threads, {clients} connections kept open.
  Pages are those of a signed-in secretary, except « own readings » (a member of the committee) and « showcase »
  (anybody).
- The bare page is a Flask application of its own: one session, one query of 25 dossiers with their owners, one table
  of six columns; no account, no menu, no translation; same database, same server.
- All pages are asked in turn, each of both databases one after the other, {rounds} times {seconds:.1f} s; figures are
  medians of the rounds. CPU is the time of the
  server's processes divided by their answers; « x bare » is the median of the ratios round by round.
- Requests per second and milliseconds share two cores with the clients and with whatever else the machine does: read
  them as an order of magnitude. The ratios are what the targets are about.

## Figures

{rows}

From the command to the first page, once Python has kept what it compiled: {started:.2f} s, of which {start_cpu:.2f} s
of processor (median of three starts). The largest process after the measures: {rss:.0f} MB (RSS), of which {uss:.0f} MB
are its own (USS).

## Targets

For the three pages that people spend their day on: the list, the ranking, the dossier; and for what is saved
while it is typed.

| target | found | |
| --- | ---: | --- |
{targets}

## What is saved while it is typed

{saving}

A save knows who writes and whether they may, compares with what somebody else may have written, and keeps the answer,
the version of the dossier and a line of the journal in one transaction.

## The last ten minutes

Agents open their draft, save it four times while they type, check it and hand it in, all within the last minute before
the closing; `python -m bench.rush` plays it alone, with `--agents`, `--seconds` and `--postgresql`. Nothing is lost
when each dossier is handed in, with the last sentence typed, and has its receipt.

{rushes}
"""
