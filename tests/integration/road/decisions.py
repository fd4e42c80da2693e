"""What both rounds share: the letters read before they leave, those that left, and what teams see meanwhile."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select

from incubator.core.outbox import OutboxEmail
from tests.integration.road.browser import Browser, text_of
from tests.integration.road.people import Road, Team
from tests.integration.road.proposals import DOMAIN

_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # signed with the time of day


def reason_for(number: int, round_: str) -> str:
    return f"Motif du {round_} pour le dossier {number:03d}."


def feedback_for(number: int, round_: str) -> str:
    return f"Retour du {round_} pour le dossier {number:03d}."


def look_at_letters(browser: Browser, url: str, teams: Iterable[Team], round_: str) -> None:
    """Read every letter that is ready: one for each team, with its reason, to its agent."""
    shown = {
        int(str(section["id"]).removeprefix("letter-")): text_of(section)
        for page in browser.pages(url)
        for section in page.soup.select("section[id^=letter-]")
    }
    expected = {team.number: team for team in teams}
    assert sorted(shown) == sorted(expected)
    for number, team in expected.items():
        for words in (team.title, team.proposal.email, reason_for(number, round_)):
            assert words in shown[number]


def letters_sent(road: Road) -> dict[int, list[tuple[str, str]]]:
    """Return (kind, recipient) of each letter of a decision in the outbox, by number of dossier."""
    numbers = {team.url.removeprefix("/projects/"): team.number for team in road.teams.values()}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    columns = select(OutboxEmail.about, OutboxEmail.name, OutboxEmail.recipient)
    for about, name, recipient in road.session.execute(columns.where(OutboxEmail.name.startswith("letter_"))):
        found[numbers[str(about)]].append((name, recipient))
    return found


def publish(road: Road, browser: Browser, url: str, outcomes: dict[int, str]) -> None:
    """Publish a round: until then no letter leaves; then every team has the letter of its outcome, once."""
    before = letters_sent(road)
    figures = [text_of(tag) for tag in browser.see(url).soup.select(".key-figure-value")]
    counts = Counter(outcomes.values())
    assert figures == [str(counts[outcome]) for outcome in dict.fromkeys(outcomes.values())]
    assert letters_sent(road) == before
    browser.fill(url)
    for number, outcome in outcomes.items():
        before[number].append((f"letter_{outcome}", road.teams[number].proposal.email))
    assert letters_sent(road) == before


class Curtain:
    """What the teams read of their dossiers: nothing of it changes while their fate is being prepared."""

    def __init__(self, road: Road, teams: Iterable[Team]) -> None:
        """Look at everything once."""
        self.road, self.teams = road, list(teams)
        for team in self.teams:
            team.browser.read("/to-do")  # what was left to say about an earlier act is said here
        self.seen, self.mails = self._pages(), self._mails()

    def _pages(self) -> dict[str, str]:
        return {url: _TOKEN.sub("", team.browser.read(url)) for team in self.teams for url in team.tabs}

    def _mails(self) -> int:
        agents = OutboxEmail.recipient.like(f"agent%@{DOMAIN}")
        return self.road.session.scalars(select(func.count()).where(agents)).one()

    def holds(self) -> None:
        """Look again: not a letter has changed, on the pages or in the mailboxes."""
        changed = [url for url, page in self._pages().items() if page != self.seen[url]]
        assert changed == []
        assert self._mails() == self.mails


def told(road: Road, outcomes: dict[int, str], round_: str) -> None:
    """The first team of each outcome reads its decision, its reason and the feedback on its page."""
    for outcome in dict.fromkeys(outcomes.values()):
        number = next(number for number, one in outcomes.items() if one == outcome)
        page = road.teams[number].browser.see(f"{road.teams[number].url}/decision").text
        assert reason_for(number, round_) in page and feedback_for(number, round_) in page
