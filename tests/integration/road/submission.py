"""The agents' part: write, save, hand in; withdraw and come back; complete a dossier when asked."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.integration.road.browser import Browser
from tests.integration.road.people import CODE, SECRETARY, Road, Team
from tests.integration.road.proposals import Proposal, write_file


def propose(road: Road, proposals: Sequence[Proposal], folder: Path) -> None:
    """Bring every proposal in, by the pages or by a file, and learn their numbers from the worklist."""
    road.on("opens_at", days=2)
    agents = {one.title: _write(road, one) for one in proposals if not one.by_file}
    by_file = [one for one in proposals if one.by_file]
    if by_file:
        path = write_file(by_file, folder / "proposals.csv")
        said = json.loads(road.run("import-projects", CODE, str(path), "--map", "numéro=id", "--json"))
        assert (said["created"], said["already_there"], said["errors"]) == (len(by_file), 0, [])
    by_title = {" ".join(one.title.split()): one for one in proposals}
    for row in road.staff[SECRETARY].rows(road.call("screening?state=all"), "Dossiers reçus"):
        one = by_title.pop(row.title)
        team = Team(road, one, int(row.cells["Numéro"]), row.url.removesuffix("/screening"))
        road.teams[team.number] = team
        if one.title in agents:
            team.browser = agents[one.title]
    assert by_title == {}


def _write(road: Road, one: Proposal) -> Browser:
    agent = road.come(one.email, one.author, one.department)
    edit = agent.fill(road.call("propose"), alike=True).partition("/edit")[0] + "/edit/all"
    facts = {"title": one.title, "department": one.department, "theme": one.theme}
    texts = {f"answer_{key}": text for key, text in one.answers.items()}
    if one.in_two_goes:
        url = _in_two_goes(agent, edit, facts, texts)
    else:
        url = agent.fill(edit, alike=True, then="review", **facts, **texts)
    assert agent.fill(f"{url}/submit", alike=True) == f"{url}?receipt=1"
    return agent


def _in_two_goes(agent: Browser, edit: str, facts: dict[str, str], texts: dict[str, str]) -> str:
    """Save a beginning, come back, and find it there."""
    begun = {name: text for name, text in texts.items() if name in ("answer_problem", "answer_audience")}
    assert agent.fill(edit, **facts, **begun) == edit
    rest = {name: text for name, text in texts.items() if name not in begun}
    assert agent.fill(edit, **rest) == edit
    kept = agent.form(edit, "then", *texts).fields
    assert {name: kept[name] for name in begun} == {name: [text] for name, text in begun.items()}
    return agent.fill(edit, then="review")


def withdraw_and_come_back(team: Team) -> None:
    """Take a dossier back, think again, and hand it in once more."""
    assert team.browser.fill(f"{team.url}/withdraw", reason="Je préfère attendre.") == team.url
    assert "Retiré par l’équipe" in team.browser.read(team.url)
    assert team.browser.fill(f"{team.url}/come-back") == team.url
    team.browser.fill(f"{team.url}/submit")
    assert "Dossier reçu" in team.browser.read(team.url)


def complete(team: Team, asked: str) -> None:
    """Read what is asked, complete the dossier and send it back."""
    assert asked in team.browser.read(team.url)
    assert asked in team.browser.read(f"{team.url}/edit/all")
    text = team.proposal.answers["problem"] + "\n\nTrois réclamations par semaine."
    team.browser.fill(f"{team.url}/edit/all", answer_problem=text)
    team.browser.fill(f"{team.url}/send-information")
    page = team.browser.read(team.url)
    assert asked not in page and "Trois réclamations par semaine." in page
