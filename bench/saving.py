"""What keeping words while they are typed costs, beside bare pages that write one row and our smallest act."""

import json
import statistics
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench.rush import TYPED, seed_drafts, value_of
from bench.seed import Seeded
from bench.servers import APPLICATION, BARE, Server, Visitor

ROUNDS, SAVES, ROWS = 15, 40, 25
WORDS = "Chaque année, des familles attendent une réponse et rappellent plusieurs fois le même service. " * 3


@dataclass(frozen=True, slots=True)
class Saving:
    """Milliseconds of processor, and medians of the ratios to a save: what is measured, and what it is measured by.

    `bare` writes one row and answers one line; `page` writes it and shows a table of 25 rows, as a form does.
    The smallest act knows who asks, checks the mark of the form and writes one column of one row: nothing of ours that
    writes takes less.
    """

    save: float
    bare: float
    page: float
    smallest: float
    times: float
    page_times: float
    smallest_times: float


class Writer:
    """Somebody who writes in one answer of one draft."""

    def __init__(self, server: Server, person_id: uuid.UUID, project_id: uuid.UUID) -> None:
        self.visitor, self.page = Visitor(server.port), f"/projects/{project_id}"
        self.visitor.become(person_id)
        self.visitor.get(f"{self.page}/edit/all")
        self.token, self.version, self.before = value_of(self.visitor, "csrf_token"), "0", ""

    def save(self, words: str) -> None:
        """Save `words` in the place of the last ones."""
        form = {"csrf_token": self.token, "version": self.version, TYPED: words, f"was-{TYPED}": self.before}
        if self.visitor.ask("POST", f"{self.page}/autosave", urlencode(form)) != 200:
            raise RuntimeError("The words were not saved.")
        self.version, self.before = str(json.loads(self.visitor.body)["version"]), words

    def choose(self, scheme: str) -> None:
        """Choose the colours of one's pages: the smallest act there is."""
        form = urlencode({"csrf_token": self.token})
        if self.visitor.ask("POST", f"/colours/{scheme}", form, follow=False) != 302:
            raise RuntimeError("The colours were not chosen.")


def measure(folder: Path, rounds: int = ROUNDS) -> Saving:
    """Save words again and again in one draft, and write rows in turn with it."""
    url = f"sqlite:///{folder / 'saving.db'}"
    ((person_id, project_id), *_others), _call_id = seed_drafts(url, ROWS)
    seeded = Seeded(url, ROWS, person_id, person_id, project_id)
    found = []
    with ExitStack() as stack:
        bare = stack.enter_context(Server(BARE, seeded, folder, "/"))
        application = stack.enter_context(Server(APPLICATION, seeded, folder, "/sign-in"))
        writer, inserter = Writer(application, person_id, project_id), Visitor(bare.port)
        for number in range(rounds + 1):
            saved = _cpu(application, [partial(writer.save, f"{number} {turn} {WORDS}") for turn in range(SAVES)])
            row = urlencode({"words": f"{number} {WORDS}"})
            written = _cpu(bare, [partial(inserter.ask, "POST", "/", row)] * SAVES)
            shown = _cpu(bare, [partial(inserter.ask, "POST", "/page/rush", row)] * SAVES)
            chosen = _cpu(application, [partial(writer.choose, scheme) for scheme in ("dark", "light")] * (SAVES // 2))
            found.append((saved, written, shown, chosen))
    found = found[1:]  # the first one warms up
    saves, bares, pages, smallests = zip(*found, strict=True)
    return Saving(
        save=statistics.median(saves),
        bare=statistics.median(bares),
        page=statistics.median(pages),
        smallest=statistics.median(smallests),
        times=_ratio(saves, bares),
        page_times=_ratio(saves, pages),
        smallest_times=_ratio(smallests, bares),
    )


def _ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, bare, strict=True))


def _cpu(server: Server, acts: Sequence[Callable[[], object]]) -> float:
    """Return the milliseconds of processor that one of `acts` takes the server."""
    before = server.cpu_seconds()
    for act in acts:
        act()
    return 1000 * (server.cpu_seconds() - before) / len(acts)
