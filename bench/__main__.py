"""Measure, print, write docs/performance.md: `python -m bench [--quick | --profile]`."""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench import inside
from bench.load import Target, ask
from bench.report import BARE, Measured, Results, as_page, as_text, verdicts
from bench.seed import CODE, Seeded, seed
from bench.servers import APPLICATION, ROOT, Server, Visitor
from bench.servers import BARE as BARE_MODULE

COUNTS = (120, 10_000)
ROUNDS, SECONDS = 9, 1.2
QUICK_ROUNDS, QUICK_SECONDS = 3, 0.6
WARM_UP = 0.3


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
    print(as_text(results))
    if not options.quick:
        (ROOT / "docs" / "performance.md").write_text(as_page(results))
    return 0 if all(one.met for one in verdicts(results)) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds; write nothing")
    parser.add_argument("--profile", action="store_true", help="where the time of each page goes; no server")
    return parser.parse_args()


def _pages(seeded: Seeded) -> dict[str, str]:
    return {
        "worklist": f"/calls/{CODE}/screening",
        "ranking": f"/calls/{CODE}/ranking",
        "dossier": f"/projects/{seeded.project_id}",
    }


def _measure(databases: list[Seeded], folder: Path, rounds: int, seconds: float) -> Results:
    asked: list[tuple[Measured, Target]] = []
    with ExitStack() as stack:
        servers: list[Server] = []
        for seeded in databases:
            bare = stack.enter_context(Server(BARE_MODULE, seeded, folder, "/"))
            application = stack.enter_context(Server(APPLICATION, seeded, folder, "/sign-in"))
            asked += [_prepare(bare, BARE, "/", seeded), *_prepared_pages(application, seeded)]
            servers.append(application)
        for _measured, target in asked:
            ask(target, WARM_UP)
        for _ in range(rounds):
            for measured, target in asked:
                measured.tally.rounds.append(ask(target, seconds))
        memory = [server.memory() for server in servers]
        return Results(
            pages=sorted((measured for measured, _ in asked), key=lambda one: (_order(one.page), one.count)),
            started_in=max(server.started_in for server in servers),
            rss=max(rss for rss, _ in memory),
            uss=max(uss for _, uss in memory),
            seconds=seconds,
        )


def _prepare(
    server: Server, page: str, path: str, seeded: Seeded, visitor: Visitor | None = None
) -> tuple[Measured, Target]:
    visitor = visitor or Visitor(server.port)
    if visitor.get(path) != 200:
        raise RuntimeError(f"{path} does not answer 200.")
    measured = Measured(page, seeded.count, kilobytes=len(visitor.body) / 1000)
    return measured, Target(server, visitor.path, visitor.cookie)


def _prepared_pages(server: Server, seeded: Seeded) -> list[tuple[Measured, Target]]:
    visitor = Visitor(server.port)
    visitor.become(seeded.secretary_id)
    pages = _pages(seeded)
    visitor.get(pages["worklist"])  # what was asked of the list is kept: the address of the next time says it
    prepared = [_prepare(server, page, path, seeded, visitor) for page, path in pages.items()]
    with inside.signed_in(seeded) as client:
        for measured, target in prepared:
            measured.queries = inside.count_queries(client, target.path)
    return prepared


def _order(page: str) -> int:
    return [BARE, "worklist", "ranking", "dossier"].index(page)


def _profile(databases: list[Seeded]) -> int:
    for seeded in databases:
        print(f"\n#### {seeded.count} dossiers")
        with inside.signed_in(seeded) as client:
            for path in _pages(seeded).values():
                inside.profile(client, path)
                for milliseconds, statement in inside.slow_statements(client, path):
                    print(f"{milliseconds:8.2f} ms  {' '.join(statement.split())[:160]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
