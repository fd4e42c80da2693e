"""The organisation, its call and everybody on the road: made by one command, the settings pages and sign-in."""

import functools
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from incubator.core import clock
from tests.integration.road.browser import Browser, Memory
from tests.integration.road.proposals import DOMAIN, Proposal

CODE, SLUG = "edition-2027", "departement-de-l-arize"
PARIS = ZoneInfo("Europe/Paris")
PLACES, WINNERS, READINGS, WAITING = 15, 8, 3, 10
DIRECTOR, SECRETARY, CHAIR = "direction@arize.example", "secretariat@arize.example", "presidence@arize.example"
READERS = [f"lecture{n}@arize.example" for n in range(12)]
JURORS = [CHAIR, *(f"jury{n}@arize.example" for n in range(6))]
COACHES = [f"coach{n}@arize.example" for n in range(3)]
ROLES = {
    "secretary": [SECRETARY],
    "committee_member": READERS,
    "chair": [CHAIR],
    "juror": JURORS[1:],
    "coach": COACHES,
}


@dataclass
class Team:
    """One agent with their dossier; they sign in when they have something to see."""

    road: "Road"
    proposal: Proposal
    number: int
    url: str

    @functools.cached_property
    def browser(self) -> Browser:
        return self.road.come(self.proposal.email, self.proposal.author, self.proposal.department)

    @property
    def title(self) -> str:
        """The title with plain spaces, as the text of a page is compared."""
        return " ".join(self.proposal.title.split())

    @property
    def tabs(self) -> list[str]:
        """What the team may read of its dossier, after its own answers."""
        return [self.url, f"{self.url}/decision", f"{self.url}/journal"]


@dataclass
class Road:
    """Where the walk stands."""

    app: Flask
    session: Session
    dates: dict[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    staff: dict[str, Browser] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)  # by number of dossier

    def call(self, tail: str) -> str:
        return f"/calls/{CODE}/{tail}"

    def run(self, *command: str) -> str:
        """Run a command at the terminal; it must succeed."""
        result = self.app.test_cli_runner().invoke(args=[*command])
        assert result.exit_code == 0, f"{result.output}{result.exception!r}"
        return str(result.output)

    def come(self, email: str, name: str, department: str = "") -> Browser:
        """Bring somebody in, by the link in their mailbox."""
        browser = Browser(self.app, email, self.memory)
        browser.sign_in(self.session, name, department)
        return browser

    def on(self, name: str, days: int = 0) -> None:
        """Live on the day of the call's calendar called `name`, or `days` after it, at ten."""
        # What a database does by itself as it fills; but this walk is one transaction, which it cannot see into.
        self.session.execute(text("ANALYZE"))
        day = date.fromisoformat(self.dates[name][:10]) + timedelta(days=days)
        clock.freeze(datetime.combine(day, time(10), PARIS))


def found(app: Flask, session: Session) -> Road:
    """Make the organisation and its call, and bring in those who run it, read, judge and coach."""
    road = Road(app, session)
    command = ("init", "--organisation", "Département de l’Arize", "--call", CODE, "--email-domain", DOMAIN)
    made = json.loads(road.run(*command, "--administrator", DIRECTOR, "--json"))
    assert (made["organisation"], made["call"]) == (SLUG, CODE)
    director = road.staff[DIRECTOR] = road.come(DIRECTOR, "Diane Directrice")
    settings = f"/calls/{CODE}/settings"
    director.fill(settings, pitch_places=str(PLACES), winner_places=str(WINNERS), readings_wanted=str(READINGS))
    page = director.see(settings)
    road.dates = {
        name: page.field(name) for name in ("opens_at", "closes_at", "committee_on", "jury_on", "mentoring_from")
    }
    for role, emails in ROLES.items():
        for email in emails:
            director.fill(f"/organisations/{SLUG}/roles", alike=True, email=email, role=role, scope=CODE)
            name, _, _host = email.partition("@")
            road.staff[email] = road.come(email, name.title(), "Culture" if email in READERS[:2] else "")
    return road
