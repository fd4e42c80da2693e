"""Measure, print, write docs/performance.md: `python -m bench [--quick | --profile]`."""

import argparse
import os
import statistics
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

from bench import inside, rush, saving
from bench.load import Target, ask
from bench.report import BARE, JUDGED, Measured, Results, as_page, as_text, verdicts
from bench.seed import CODE, Seeded, seed
from bench.servers import APPLICATION, Server, Visitor
from bench.servers import BARE as BARE_MODULE
from incubator.cli.serve import ROOT

COUNTS = (120, 10_000)
ROUNDS, SECONDS = 21, 0.4
QUICK_ROUNDS, QUICK_SECONDS = 3, 0.6
WARM_UP = 0.3
STARTS = 3
Asked = list[tuple[Measured, Target]]


def main() -> int:
    """Run the bench; 1 when a target is not met."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        os.environ["INSTANCE_PATH"] = name  # nothing is left in the instance of the developer
        began = time.perf_counter()
        databases = [seed(folder, count) for count in COUNTS]
        print(f"{' and '.join(map(str, COUNTS))} dossiers in {time.perf_counter() - began:.1f} s.", file=sys.stderr)
        if options.profile:
            return _profile(databases)
        rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if options.quick else (ROUNDS, SECONDS)
        results = _measure(databases, folder, rounds, seconds)
        if not options.quick:
            results.saving, results.rushes = saving.measure(folder), _rushes(folder)
    print(as_text(results))
    if not options.quick:
        (ROOT / "docs" / "performance.md").write_text(as_page(results))
    return 0 if all(one.met for one in verdicts(results)) else 1


def _rushes(folder: Path) -> tuple[rush.Rush, ...]:
    """Play the last ten minutes before a closing on both engines."""
    from tests.postgres import Postgres

    with Postgres() as server:
        return (
            rush.rush("SQLite", f"sqlite:///{folder / 'rush.db'}", folder),
            rush.rush("PostgreSQL", server.url(), folder),
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds; write nothing")
    parser.add_argument("--profile", action="store_true", help="where the time of each page goes; no server")
    return parser.parse_args()


def _pages(seeded: Seeded) -> list[tuple[str, uuid.UUID | None, str]]:
    """Return the name of each page, who reads it, and its address."""
    secretary, call = seeded.secretary_id, f"/calls/{CODE}"
    return [
        ("worklist", secretary, f"{call}/screening"),
        ("ranking", secretary, f"{call}/ranking"),
        ("dossier", secretary, f"/projects/{seeded.project_id}"),
        ("to-do", secretary, "/to-do"),
        ("readers", secretary, f"{call}/readers"),
        ("cohort", secretary, f"{call}/cohort"),
        ("own readings", seeded.reader_id, f"{call}/readings"),
        ("showcase", None, "/followed"),
    ]


def _measure(databases: list[Seeded], folder: Path, rounds: int, seconds: float) -> Results:
    starts = [_start(databases[-1], folder) for _ in range(STARTS + 1)][1:]  # the first one compiles what it reads
    names = [BARE, *(name for name, _who, _path in _pages(databases[0]))]
    asked: Asked = []
    with ExitStack() as stack:
        servers: list[Server] = []
        for seeded in databases:
            bare = stack.enter_context(Server(BARE_MODULE, seeded, folder, "/"))
            application = stack.enter_context(Server(APPLICATION, seeded, folder, "/sign-in"))
            asked += [_prepared(bare, BARE, "/", seeded, Visitor(bare.port)), *_prepared_pages(application, seeded)]
            servers.append(application)
        # The same page of both databases one after the other: what is compared is measured at the same moment.
        asked.sort(key=lambda one: names.index(one[0].page))
        for _measured, target in asked:
            ask(target, WARM_UP)
        for _ in range(rounds):
            for measured, target in asked:
                measured.tally.rounds.append(ask(target, seconds))
        memory = [server.memory() for server in servers]
    return Results(
        pages=[measured for measured, _ in asked],
        started_in=statistics.median(wall for wall, _cpu in starts),
        start_cpu=statistics.median(cpu for _wall, cpu in starts),
        rss=max(rss for rss, _ in memory),
        uss=max(uss for _, uss in memory),
        seconds=seconds,
    )


def _start(seeded: Seeded, folder: Path) -> tuple[float, float]:
    """Start the application once; return the seconds, and those of processor, until its first page."""
    with Server(APPLICATION, seeded, folder, "/sign-in") as server:
        return server.started_in, server.start_cpu


def _prepared(server: Server, page: str, path: str, seeded: Seeded, visitor: Visitor) -> tuple[Measured, Target]:
    if visitor.get(path) != 200:
        raise RuntimeError(f"{path} does not answer 200.")
    measured = Measured(page, seeded.count, kilobytes=len(visitor.body) / 1000)
    return measured, Target(server, visitor.path, visitor.cookie)


def _prepared_pages(server: Server, seeded: Seeded) -> Asked:
    prepared: Asked = []
    for page, who, path in _pages(seeded):
        visitor = Visitor(server.port)
        if who is not None:
            visitor.become(who)
            visitor.get(path)  # what was asked of a list is kept: the address of the next time says it
        measured, target = _prepared(server, page, path, seeded, visitor)
        with inside.signed_in(seeded, who) as client:
            measured.queries = inside.count_queries(client, target.path)
        prepared.append((measured, target))
    return prepared


def _profile(databases: list[Seeded]) -> int:
    for seeded in databases:
        print(f"\n#### {seeded.count} dossiers")
        for page, who, path in _pages(seeded):
            if page in JUDGED:
                with inside.signed_in(seeded, who) as client:
                    inside.profile(client, path)
                    for milliseconds, statement in inside.slow_statements(client, path):
                        print(f"{milliseconds:8.2f} ms  {' '.join(statement.split())[:160]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
