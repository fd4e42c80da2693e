"""The secretary's first part: every dossier examined, one after the other."""

from tests.integration.road.people import SECRETARY, Road, Team
from tests.integration.road.submission import complete

ASKED = "Combien de réclamations recevez-vous ?"
REASON = "Ce projet relève de la commune : proposez-le à sa mairie."


def is_out(team: Team) -> bool:
    """Two dossiers in five do not belong to the call."""
    return team.proposal.rank % 5 in (1, 3)


UNREAD = 5  # pages that a hurried secretary does not wait for


def hesitates(team: Team) -> bool:
    """One dossier is withdrawn for a while."""
    return team.proposal.rank == 2


def lacks(team: Team) -> bool:
    """One dossier is asked for more."""
    return team.proposal.rank == 7


def screen(road: Road) -> None:
    """Follow the worklist from its first dossier to its last, then take up the one that was completed."""
    road.on("closes_at", days=3)
    by_url = {team.url: team for team in road.teams.values()}
    unsure = next(team for team in by_url.values() if lacks(team))
    examined = _follow(road, by_url)
    assert sorted(team.number for team in examined) == sorted(road.teams)
    complete(unsure, ASKED)
    assert _follow(road, by_url, asking=False) == [unsure]


def _follow(road: Road, by_url: dict[str, Team], *, asking: bool = True) -> list[Team]:
    secretary, examined = road.staff[SECRETARY], []
    first = secretary.see(road.call("screening?state=submitted")).soup.select_one('main a[href$="/screening"].btn')
    assert first is not None
    here = str(first["href"])
    while here.endswith("/screening") and here.startswith("/projects/"):
        team = by_url[here.removesuffix("/screening")]
        examined.append(team)
        if asking and lacks(team):
            decision = {"outcome": "ask_information", "reason": ASKED}
        else:
            decision = {"outcome": "reject", "reason": REASON} if is_out(team) else {"outcome": "admit"}
        here = secretary.fill(here, alike=_kind(team), **decision)
        if len(examined) % UNREAD == 0:
            secretary.see(here)  # what is said of each decision waits in the cookie until a page says it
    return examined


def _kind(team: Team) -> str | bool:
    """Say which dossiers were saved as often as this one, so that their pages differ by nothing that is sent."""
    if hesitates(team) or lacks(team):
        return False
    return f"by file {team.proposal.by_file}, in two goes {team.proposal.in_two_goes}"


def read_by_committee(road: Road) -> list[int]:
    """Return the numbers of the admissible dossiers."""
    return sorted(number for number, team in road.teams.items() if not is_out(team))
