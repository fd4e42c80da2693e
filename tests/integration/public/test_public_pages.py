"""What anybody may read: the programme, its calls, what came of them, and nothing that is not published."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.models import Call
from incubator.domain.states import State
from tests import factories as make


@pytest.fixture
def call(session: Session) -> Call:
    organisation = make.make_organisation(session, legal_notice="Édité par le conseil.\n\nHébergé ici.")
    return make.make_call(session, organisation, jury_on=clock.today() - timedelta(days=1))


def test_home_presents_the_call_and_leads_to_it(session: Session, visitor: Any, call: Call) -> None:
    session.commit()
    page = visitor.get("/")
    link = next(link for link in page.soup.select("main a") if call.title in link.text)
    assert link["href"] == f"/calls/{call.code}"
    assert visitor.get(link["href"]).h1 == call.title


def test_call_page_tells_what_is_asked_and_how_it_is_read(session: Session, visitor: Any, call: Call) -> None:
    session.commit()
    french, english = visitor.get(f"/calls/{call.code}"), None
    visitor.post("/language/en", {"next": "/"})
    english = visitor.get(f"/calls/{call.code}")
    assert "Quel problème ?" in french.text and "Problem (60 %)" in french.text
    assert "Which problem?" in english.text and "Problem (60%)" in english.text
    assert english.soup.html["lang"] == "en"
    assert "Téléphone" not in french.text


@pytest.mark.parametrize(("opens", "closes", "offered"), [(-10, 10, True), (-10, -1, False), (2, 10, False)])
def test_call_page_offers_to_propose_while_it_is_open(
    session: Session, visitor: Any, opens: int, closes: int, offered: bool
) -> None:
    call = make.make_call(session, make.make_organisation(session), opens_in=opens, closes_in=closes)
    session.commit()
    page = visitor.get(f"/calls/{call.code}")
    assert bool(page.soup.select(f'a[href="/calls/{call.code}/propose"]')) is offered


def test_showcase_names_followed_projects_and_no_others(session: Session, visitor: Any, call: Call) -> None:
    shown = make.make_project(session, call, state=State.MENTORING, title="Bibliobus du soir")
    stopped = make.make_project(session, call, state=State.STOPPED_NEED, title="Arrêté honorablement")
    hidden = [
        make.make_project(session, call, state=state, title=f"Caché {state.value}")
        for state in State
        if state not in (State.MENTORING, State.STOPPED_NEED)
        and state.value
        in {"draft", "submitted", "not_admissible", "not_shortlisted", "reserve", "not_selected", "selected"}
    ]
    session.commit()
    text = visitor.get("/followed").text
    assert shown.title in text and stopped.title in text
    assert [project.title for project in hidden if project.title in text] == []


def test_showcase_draws_the_funnel_with_its_table(session: Session, visitor: Any, call: Call) -> None:
    for state, count in ((State.NOT_SHORTLISTED, 4), (State.NOT_SELECTED, 2), (State.MENTORING, 1), (State.DRAFT, 3)):
        for _ in range(count):
            make.make_project(session, call, state=state)
    session.commit()
    figure = visitor.get("/followed").soup.select_one("figure")
    assert figure.select_one("svg title") is not None
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in figure.select("tbody tr")]
    assert [row[0] for row in rows] == ["7", "3", "1"]
    assert [row[1].replace("\u00a0", " ") for row in rows] == ["100 %", "43 %", "14 %"]


def test_showcase_tells_nothing_of_the_jury_before_its_day(session: Session, visitor: Any) -> None:
    call = make.make_call(session, make.make_organisation(session))
    for state in (State.SUBMITTED, State.SHORTLISTED):
        make.make_project(session, call, state=state)
    session.commit()
    assert "présélectionné" not in visitor.get("/followed").text
    assert visitor.get("/followed").soup.select("figure") == []


def test_footer_pages_come_from_the_settings(session: Session, visitor: Any, call: Call) -> None:
    session.commit()
    visitor.get(f"/calls/{call.code}")
    footer = {link["href"] for link in visitor.get("/").soup.select("footer a")}
    assert {"/accessibility", "/legal", "/privacy"} <= footer
    assert "Hébergé ici." in visitor.get("/legal").text
    for path in ("/accessibility", "/privacy"):
        assert visitor.get(path).status == 200


def test_public_pages_ask_as_many_queries_whatever_there_is(
    session: Session, visitor: Any, call: Call, count_queries: Any
) -> None:
    def queries_for(projects: int, path: str) -> int:
        for _ in range(projects):
            make.make_project(session, call, state=State.MENTORING)
        session.commit()
        with count_queries() as counted:
            assert visitor.get(path).status == 200
        return len(counted)

    for path in ("/", "/followed"):
        assert queries_for(3, path) == queries_for(27, path), path


def test_showcase_goes_on_over_several_pages_and_home_shows_three(session: Session, visitor: Any, call: Call) -> None:
    for number in range(27):
        make.make_project(session, call, state=State.MENTORING, title=f"Projet {number:02d}")
    session.commit()

    def shown(path: str) -> list[str]:
        return [title.text.strip() for title in visitor.get(path).soup.select(".card-project-title")]

    assert shown("/followed") == [f"Projet {number:02d}" for number in range(25)]
    assert shown("/followed?page=2") == ["Projet 25", "Projet 26"]
    assert [title for title in shown("/") if title.startswith("Projet")] == ["Projet 00", "Projet 01", "Projet 02"]
