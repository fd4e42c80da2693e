"""Follow-up: launch with a coach, phases, check-in, the coach's page, the cohort, what the public sees."""

from datetime import date

from tests.conftest import PageClient
from tests.integration.road.browser import Browser, text_of
from tests.integration.road.people import COACHES, PLACES, SECRETARY, WINNERS, Road, Team
from tests.integration.road.proposals import COUNT

LEARNED = "Les usagers appellent surtout le soir."


def launch(road: Road, winners: list[Team]) -> dict[str, list[Team]]:
    """Give each winner a coach in turn; return who coaches whom."""
    road.on("mentoring_from")
    secretary, coached = road.staff[SECRETARY], {email: [] for email in COACHES}
    for rank, team in enumerate(winners):
        email = COACHES[rank % len(COACHES)]
        page = secretary.see(f"{team.url}/launch")
        ids = {label.get_text().strip(): str(label["for"]) for label in page.soup.select("label.choice-label")}
        box = page.soup.select_one(f"#{ids[email.partition('@')[0].title()]}")
        assert box is not None
        secretary.send(f"{team.url}/launch", {"coach": box["value"], "starts_on": page.field("starts_on")})
        coached[email].append(team)
    return coached


def follow(road: Road, coached: dict[str, list[Team]]) -> None:
    """Two weeks later each team gives news, and a coach moves one project to its next phase."""
    road.on("mentoring_from", days=14)
    for teams in coached.values():
        for team in teams:
            team.browser.fill(
                f"{team.url}/check-in", learned=LEARNED, users_met="5", days_planned="2", days_spent="1,5", mood="4"
            )
    email, (first, *_others) = next(iter(coached.items()))
    coach = road.staff[email]
    today = date.fromisoformat(road.dates["mentoring_from"]).toordinal() + 14
    coach.fill(f"{first.url}/phases/move", on=date.fromordinal(today).isoformat(), go_on=["y"])
    assert "Investigation" in coach.see(f"{first.url}/follow-up").text
    for email, teams in coached.items():
        _sees_theirs(road.staff[email], teams)


def _sees_theirs(coach: Browser, teams: list[Team]) -> None:
    page = coach.see("/coaching")
    titles = [text_of(tag) for tag in page.soup.select(".card-project-title")]
    assert sorted(titles) == sorted(team.title for team in teams)
    assert coach.see(f"{teams[0].url}/follow-up").text.count(LEARNED) == 1


def check_cohort(road: Road, winners: list[Team]) -> None:
    """The cohort shows the winners, their news and the way to here."""
    secretary = road.staff[SECRETARY]
    rows = secretary.rows(road.call("cohort"), "Projets accompagnés")
    assert sorted(row.title for row in rows) == sorted(team.title for team in winners)
    page = secretary.see(road.call("cohort"))
    figures = [tag.get_text(" ").strip() for tag in page.soup.select(".key-figure-value")]
    assert figures == [str(WINNERS), "0", str(5 * WINNERS), "12"]


def check_showcase(road: Road, winners: list[Team]) -> None:
    """Anybody sees the funnel and the projects accompanied, and nothing of the others."""
    page = PageClient(road.app).get("/followed")
    stages = [tag.get_text() for tag in page.soup.select(".figure-data tbody td.num:nth-of-type(1)")]
    assert stages == [str(COUNT), str(PLACES), str(WINNERS)]
    titles = [text_of(tag) for tag in page.soup.select(".card-project-title")]
    assert sorted(titles) == sorted(team.title for team in winners)
    won = {team.number for team in winners}
    assert not [one.title for one in road.teams.values() if one.number not in won and one.title in page.text]
