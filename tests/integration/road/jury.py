"""The jury: running order, pitches, cards, deliberation, decisions, letters, publication."""

from tests.integration.road import decisions
from tests.integration.road.marks import JURY, Sheet, says
from tests.integration.road.people import CHAIR, JURORS, PLACES, SECRETARY, WINNERS, Road, Team

ROUND = "jury"
RESERVE = 3
NOTE = "Très clair, à rencontrer vite."


def fix_order(road: Road) -> list[Team]:
    """Draw the order by lot, then send the first to the end by hand; return the teams as they pitch."""
    secretary, schedule = road.staff[SECRETARY], road.call("jury-day/order")
    secretary.fill(schedule, **{"draw-starts_at": "09:00"})
    drawn = [row.number for row in secretary.rows(schedule, "Ordre de passage")]
    form = secretary.form(schedule, "starts_at")
    places = {name: [value] for name, (value,) in form.fields.items() if name.startswith("place_")}
    first = f"place_{road.teams[drawn[0]].url.removeprefix('/projects/').replace('-', '')}"
    secretary.send(schedule, form.filled({**places, first: str(PLACES + 1)}))
    order = [row.number for row in secretary.rows(schedule, "Ordre de passage")]
    assert order == [*drawn[1:], drawn[0]]
    return [road.teams[number] for number in order]


def stand_aside(road: Road, team: Team) -> str:
    """A juror has a link with a project: it leaves their cards; return who."""
    juror = road.staff[JURORS[3]]
    juror.fill(f"{team.url}/conflict", kind="hierarchy", reason="Je dirige ce service.")
    assert team.title not in juror.see(road.call("pitches")).text
    for page in ("", "/pitch", "/decision"):
        assert juror.get(team.url + page).status == 404
    return juror.email


def hear(road: Road, order: list[Team], conflicts: dict[int, str]) -> Sheet:
    """The chair opens and closes each pitch; every juror sends their card in between, then the day is closed."""
    road.on("jury_on")
    chair, sheet, board = road.staff[CHAIR], Sheet(JURY), road.call("jury-day")
    for team in order:
        chair.press(board, f"{team.url}/pitch/open")
        for email in JURORS:
            if conflicts.get(team.number) != email:
                _send_card(road, team, email, sheet)
        chair.send(f"{team.url}/pitch/close", {})
    sent = {row.number: row.cells["Fiches envoyées"] for row in chair.rows(board, "Pitchs du jour")}
    assert sent == {number: f"{len(cards)} sur {len(cards)}" for number, cards in sheet.typed.items()}
    assert chair.get(road.call("deliberation")).status == 409  # nobody sees a total before the day is closed
    chair.fill(road.call("jury-day/close"))
    return sheet


def _send_card(road: Road, team: Team, email: str, sheet: Sheet) -> None:
    marks = sheet.give(team.number, email)
    favourite = ["y"] if is_favourite(sheet.typed[team.number][email]) else []
    road.staff[email].fill(f"{team.url}/pitch", alike=True, act="send", notes=NOTE, favourite=favourite, **marks)


def is_favourite(marks: dict[str, int]) -> bool:
    return sum(marks.values()) >= 17


def check_deliberation(road: Road, sheet: Sheet) -> None:
    """The order, the means, the spreads and the favourites are those of the cards sent."""
    rows = road.staff[CHAIR].rows(road.call("deliberation"), "Classement du jury")
    assert [row.number for row in rows] == sheet.order()
    means = [sheet.mean(row.number) for row in rows]
    for row, mean in zip(rows, means, strict=True):
        totals = sheet.totals(row.number)
        low, high = row.extremes
        hearts = sum(map(is_favourite, sheet.typed[row.number].values()))
        assert int(row.cells["Place"]) == means.index(mean) + 1
        assert says(row.cells["Moyenne"], mean), row
        assert says(low, min(totals)) and says(high, max(totals)), row
        assert (row.cells["Fiches"], row.cells["Coups de cœur"]) == (str(len(totals)), str(hearts))


def decide(road: Road, sheet: Sheet) -> dict[int, str]:
    """The chair writes each decision; return the outcomes by number."""
    chair, order = road.staff[CHAIR], sheet.order()
    outcomes = dict.fromkeys(order, "not_selected") | dict.fromkeys(order[: WINNERS + RESERVE], "reserve")
    outcomes |= dict.fromkeys(order[:WINNERS], "selected")
    assert NOTE in chair.read(f"{road.teams[order[0]].url}/jury-decision")
    for number, outcome in outcomes.items():
        here = f"{road.teams[number].url}/jury-decision"
        rank = str(order.index(number) - WINNERS + 1) if outcome == "reserve" else ""
        reason, feedback = decisions.reason_for(number, ROUND), decisions.feedback_for(number, ROUND)
        chair.fill(here, alike=True, outcome=outcome, rank=rank, reason=reason, feedback=feedback)
    return outcomes


def publish(road: Road, outcomes: dict[int, str]) -> None:
    """Look at the letters, then publish, all at once."""
    chair = road.staff[CHAIR]
    decisions.look_at_letters(chair, road.call("jury-letters"), [road.teams[number] for number in outcomes], ROUND)
    decisions.publish(road, chair, road.call("jury-publish"), outcomes)
    decisions.told(road, outcomes, ROUND)
