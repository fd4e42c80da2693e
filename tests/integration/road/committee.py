"""The committee: readers, readings, ranking, decisions, letters, publication."""

import re

from tests.integration.road import decisions
from tests.integration.road.browser import Browser, Form
from tests.integration.road.marks import COMMITTEE, Sheet, says
from tests.integration.road.people import PLACES, READERS, READINGS, SECRETARY, WAITING, Road, Team
from tests.integration.road.screening import read_by_committee

SECRET = "Entre nous : à comparer avec le dossier voisin."
PRAISE = "Le problème est bien raconté."
WORDS = {"opinion": "rather_yes", "committee_comment": SECRET, "candidate_comment": PRAISE}
ROUND = "comité"


def assign(road: Road) -> None:
    """Publish the proposed assignment: every dossier has its readers, and nobody has much more than another."""
    road.on("closes_at", days=12)
    secretary, proposal = road.staff[SECRETARY], road.call("readers/proposal")
    button = secretary.see(proposal).soup.select_one("button[name=fingerprint]")
    assert button is not None
    secretary.fill(proposal, fingerprint=str(button["value"]))
    given = _readers(road)
    assert {number: len(names) for number, names in given.items()} == dict.fromkeys(read_by_committee(road), READINGS)
    loads = [sum(name in names for names in given.values()) for name in {n for names in given.values() for n in names}]
    assert len(loads) == len(READERS) and max(loads) - min(loads) <= 1


def _readers(road: Road) -> dict[int, list[str]]:
    rows = road.staff[SECRETARY].rows(road.call("readers"), "Dossiers et leurs lecteurs")
    return {row.number: re.findall(r"Lecture\d+", row.cells["Lecteurs"]) for row in rows}


def stand_aside(road: Road) -> tuple[Browser, Team]:
    """A reader has a link with the first of their dossiers: they see it no more, and somebody else gets it."""
    reader, secretary = road.staff[READERS[0]], road.staff[SECRETARY]
    team = _by_url(road)[_next(reader, road).removesuffix("/read")]
    reader.fill(f"{team.url}/conflict", kind="personal", reason="Nous sommes voisins.")
    assert team.title not in reader.see(road.call("readings")).text
    assert reader.get(f"{team.url}/read").status == 404
    lacking = secretary.rows(road.call("readers?view=lacking"), "Dossiers et leurs lecteurs")
    assert [row.number for row in lacking] == [team.number]
    boxes = secretary.see(f"{team.url}/readers").soup.select("input[name=reader_ids]")
    assert len(boxes) == len(READERS) - READINGS
    secretary.fill(f"{team.url}/readers", reader_ids=[str(boxes[0]["value"])])
    assert secretary.rows(road.call("readers?view=lacking"), "Dossiers et leurs lecteurs") == []
    return reader, team


def read_everything(road: Road) -> Sheet:
    """Every reader reads all that was given to them, one after the other; one of them thinks twice about the first."""
    road.on("closes_at", days=20)
    sheet, by_url = Sheet(COMMITTEE), _by_url(road)
    for rank, email in enumerate(READERS):
        reader = road.staff[email]
        here = _next(reader, road)
        if twice := rank == 1:
            reader.fill(here, act="draft", mark_problem="0", committee_comment="À reprendre.")
        while here.endswith("/read"):
            marks = sheet.give(by_url[here.removesuffix("/read")].number, email)
            here = reader.fill(here, alike=not twice, act="finish", **marks, **WORDS)
            twice = False
        assert "Tout est lu, merci" in reader.read(here)
    return sheet


def _next(reader: Browser, road: Road) -> str:
    link = reader.see(road.call("readings")).soup.select_one('main a.btn[href$="/read"]')
    assert link is not None
    return str(link["href"])


def _by_url(road: Road) -> dict[str, Team]:
    return {team.url: team for team in road.teams.values()}


def check_ranking(road: Road, sheet: Sheet) -> None:
    """The ranking's order and every figure in it are those of the marks typed."""
    rows = road.staff[SECRETARY].rows(road.call("ranking"), "Classement")
    assert [row.number for row in rows] == sheet.order()
    for place, row in enumerate(rows, start=1):
        totals = sheet.totals(row.number)
        low, high = row.extremes
        assert int(row.cells["Place"]) == place
        assert says(row.cells["Moyenne"], sheet.mean(row.number)), row
        assert says(low, min(totals)) and says(high, max(totals)), row
        assert row.cells["Lectures"].split()[0] == str(len(totals))


def decide(road: Road, sheet: Sheet) -> dict[int, str]:
    """Draw the line, then write the reason and the feedback of each dossier; return the outcomes by number."""
    road.on("committee_on")
    secretary, order = road.staff[SECRETARY], sheet.order()
    outcomes = dict.fromkeys(order, "not_shortlisted") | dict.fromkeys(order[: PLACES + WAITING], "waiting_list")
    outcomes |= dict.fromkeys(order[:PLACES], "shortlisted")
    secretary.fill(road.call("ranking"), place=str(PLACES), waiting=str(WAITING))
    here = f"{road.teams[order[0]].url}/committee-decision"
    for place, number in enumerate(order, start=1):
        assert here == f"{road.teams[number].url}/committee-decision"
        told = {"reason": decisions.reason_for(number, ROUND), "feedback": decisions.feedback_for(number, ROUND)}
        rank = str(place - PLACES) if outcomes[number] == "waiting_list" else ""
        if place in (1, PLACES, PLACES + 1, PLACES + WAITING, PLACES + WAITING + 1):
            _is_prepared(secretary.form(here, "outcome", "rank"), outcomes[number], rank)
        here = secretary.fill(here, alike=outcomes[number], act="next", rank=rank, **told)
    assert here == road.call("ranking")
    return outcomes


def _is_prepared(form: Form, outcome: str, rank: str) -> None:
    """The line has chosen the outcome, and the place on the waiting list; readers' words are offered as feedback."""
    assert (form.fields["outcome"], form.fields["rank"]) == ([outcome], [rank])
    assert PRAISE in form.fields["feedback"][0]


def publish(road: Road, outcomes: dict[int, str]) -> None:
    """Look at the letters, then publish, all at once."""
    road.on("committee_on", days=2)
    secretary = road.staff[SECRETARY]
    decisions.look_at_letters(secretary, road.call("letters"), [road.teams[number] for number in outcomes], ROUND)
    decisions.publish(road, secretary, road.call("publish"), outcomes)
    decisions.told(road, outcomes, ROUND)
