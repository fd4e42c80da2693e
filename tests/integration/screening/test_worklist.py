"""The worklist of screening: who sees it, what it shows, how it is filtered, sorted, remembered and paged."""

from datetime import timedelta

import pytest

from incubator.core import clock
from incubator.domain.kinds import Role
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import InformationRequest, ProjectLink
from incubator.domain.states import State
from incubator.screening import queries
from incubator.screening.filters import Filters
from tests.factories import (
    actor_of,
    declare_conflict,
    grant,
    make_call,
    make_organisation,
    make_person,
    make_project,
    make_staff,
)
from tests.texts import plain


def url(call, **args):
    query = "&".join(f"{key}={value}" for key, value in args.items())
    return f"/calls/{call.code}/screening" + (f"?{query}" if query else "")


def titles(page):
    return [link.get_text() for link in page.soup.select("tbody th a")]


def test_worklist_shows_what_was_submitted_with_its_owner_and_state(session, sign_in, call, secretary):
    ada = make_person(session, call.organisations[0], name="Ada Lovelace")
    make_project(session, call, owner=ada, title="Guichet mobile", department="Routes", theme="Mobilités")
    make_project(session, call, title="Encore un brouillon", state=State.DRAFT)
    page = sign_in(secretary).get(url(call))
    assert page.status == 200
    assert page.h1 == "Recevabilité"
    row = page.soup.select_one("tbody tr").get_text(" ")
    for words in ("Guichet mobile", "Ada Lovelace", "Déposé", "001", "Mobilités", "Routes"):
        assert words in row
    assert titles(page) == ["Guichet mobile"]
    assert "1 dossier attend votre examen" in page.text


def test_worklist_is_for_those_who_run_the_call(session, sign_in, call):
    juror = make_staff(session, call, Role.JUROR)
    agent = make_person(session, call.organisations[0])
    stranger = make_staff(session, make_call(session, make_organisation(session)))
    assert sign_in(juror).get(url(call)).status == 403
    assert sign_in(agent).get(url(call)).status == 403
    assert sign_in(stranger).get(url(call)).status == 404


def test_worklist_asks_a_visitor_to_sign_in(visitor, call):
    assert visitor.get(url(call)).url == "/sign-in"


def test_worklist_hides_own_and_conflicted_dossiers_and_does_not_count_them(session, sign_in, call, secretary):
    make_project(session, call, title="À lire")
    make_project(session, call, owner=secretary, title="Le mien")
    declare_conflict(session, secretary, make_project(session, call, title="Celui d’un proche"))
    page = sign_in(secretary).get(url(call))
    assert titles(page) == ["À lire"]
    assert page.soup.select_one(".list-count").get_text() == "1 dossier"
    assert "Le mien" not in page.text
    assert "Celui d’un proche" not in page.text


def test_worklist_hides_dossiers_of_other_calls(session, sign_in, call, secretary):
    make_project(session, make_call(session, call.organisations[0]), title="Autre édition")
    assert titles(sign_in(secretary).get(url(call))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ecole", ["École ouverte"]),
        ("ÉCOLE ouverte", ["École ouverte"]),
        ("1", ["École ouverte"]),
        ("002", ["Coeur de ville"]),
        ("n°2", ["Coeur de ville"]),
        ("cœur", ["Coeur de ville"]),
        ("helene", ["Coeur de ville"]),
        ("culture", ["École ouverte"]),
        ("culture ville", []),
        ("100%", []),
        ("_", []),
        ("99999999999999999999", []),
    ],
)
def test_worklist_finds_words_whatever_their_accents(session, sign_in, call, secretary, words, found):
    helene = make_person(session, call.organisations[0], name="Hélène Dupré")
    make_project(session, call, title="École ouverte", department="Culture")
    make_project(session, call, owner=helene, title="Coeur de ville", department="Routes")
    session.commit()  # what is handed in is indexed
    page = sign_in(secretary).get("/calls/" + call.code + "/screening", query_string={"q": words})
    assert titles(page) == found
    assert page.field("q") == words


def test_worklist_filters_by_state_theme_and_department_and_counts_each_state(session, sign_in, call, secretary):
    make_project(session, call, title="A", theme="Mobilités", department="Routes")
    make_project(session, call, title="B", theme="Mobilités", department="Culture", state=State.ADMISSIBLE)
    make_project(session, call, title="C", theme="Solidarités", department="Routes", state=State.ADMISSIBLE)
    client = sign_in(secretary)
    assert titles(client.get(url(call, state="admissible"))) == ["B", "C"]
    page = client.get(url(call, state="all", theme="Mobilités"))
    assert titles(page) == ["A", "B"]
    views = [" ".join(link.get_text(" ").split()) for link in page.soup.select(".views a")]
    assert views == ["Tous 2", "Déposé 1", "Précisions demandées", "Recevable 1", "Non recevable"]
    assert titles(client.get(url(call, state="all", theme="Mobilités", department="Culture"))) == ["B"]


def test_worklist_takes_a_filter_away_with_its_chip(session, sign_in, call, secretary):
    make_project(session, call, title="Abri", theme="Mobilités")
    make_project(session, call, title="Bac", theme="Solidarités")
    session.commit()
    client = sign_in(secretary)
    page = client.get(url(call, state="all", theme="Mobilités", q="abri"))
    chip = page.soup.find("a", class_="chip", string=None, href=lambda href: href and "theme" not in href)
    assert titles(client.get(chip["href"])) == ["Abri"]
    assert titles(client.get(page.soup.select_one(".chip-clear")["href"])) == ["Abri", "Bac"]


@pytest.mark.parametrize(
    ("sort", "direction", "order"),
    [
        ("number", "asc", ["Écoute", "Abri", "Fleuve"]),
        ("number", "desc", ["Fleuve", "Abri", "Écoute"]),
        ("title", "asc", ["Abri", "Écoute", "Fleuve"]),
        ("title", "desc", ["Fleuve", "Écoute", "Abri"]),
        ("submitted", "asc", ["Abri", "Fleuve", "Écoute"]),
        ("unknown", "sideways", ["Écoute", "Abri", "Fleuve"]),
    ],
)
def test_worklist_sorts(session, sign_in, call, secretary, sort, direction, order):
    now = clock.now()
    make_project(session, call, title="Écoute", submitted_at=now)
    make_project(session, call, title="Abri", submitted_at=now - timedelta(days=2))
    make_project(session, call, title="Fleuve", submitted_at=now - timedelta(days=1))
    page = sign_in(secretary).get(url(call, sort=sort, direction=direction))
    assert titles(page) == order


def test_worklist_remembers_its_filters_for_each_call(session, sign_in, call, secretary):
    other = make_call(session, call.organisations[0])
    grant(session, secretary, Role.SECRETARY, other)
    make_project(session, call, title="A", theme="Mobilités")
    make_project(session, call, title="B", theme="Solidarités")
    make_project(session, other, title="C", theme="Solidarités")
    client = sign_in(secretary)
    client.get(url(call, state="all", theme="Mobilités", sort="title", direction="desc"))
    page = client.get(url(call))
    assert titles(page) == ["A"]
    chips = [plain(chip.get_text(" ")).split("(")[0].strip() for chip in page.soup.select(".chip")]
    assert chips == ["Thème : Mobilités"]
    assert titles(client.get(url(other))) == ["C"]
    client.get(url(call, state="all"))
    assert titles(client.get(url(call))) == ["A", "B"]


def test_worklist_remembers_three_calls_at_most(session, sign_in, secretary):
    organisation = make_organisation(session)
    grant(session, secretary, Role.SECRETARY, organisation)
    client = sign_in(secretary)
    codes = [make_call(session, organisation).code for _ in range(5)]
    for code in codes:
        client.get(f"/calls/{code}/screening?state=submitted")
    with client.client.session_transaction() as kept:
        assert list(kept["screening"]) == codes[-3:]


def test_worklist_shows_twenty_five_by_page_and_keeps_the_filters(session, sign_in, call, secretary):
    for number in range(30):
        make_project(session, call, title=f"Projet {number:02d}", theme="Mobilités")
    make_project(session, call, title="Ailleurs", theme="Solidarités")
    client = sign_in(secretary)
    page = client.get(url(call, state="all", theme="Mobilités"))
    assert len(titles(page)) == 25
    assert page.soup.select_one(".list-count").get_text() == "30 dossiers"
    following = client.get(page.soup.select_one('a[rel="next"]')["href"])
    assert titles(following) == [f"Projet {number:02d}" for number in range(25, 30)]
    assert len(titles(client.get(url(call, state="all", page=99)))) == 6


def test_worklist_says_what_will_come_when_empty(sign_in, call, secretary):
    client = sign_in(secretary)
    assert "Pas encore de dossier" in client.get(url(call)).text
    assert "Aucun dossier ne correspond" in client.get(url(call, q="rien")).text


def test_worklist_costs_the_same_number_of_queries_at_3_and_30(session, sign_in, call, secretary, count_queries):
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_project(session, call)
        client = sign_in(secretary)
        with count_queries() as queries:
            client.get(url(call, state="all"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 11


def linked(session, secretary, one, other, kind=LinkKind.DUPLICATE):
    first, second = sorted((one.id, other.id))
    session.add(ProjectLink(project_id=first, other_id=second, kind=kind, linked_by_id=secretary.id))


def test_linked_and_joined_dossiers_say_so_on_their_line_and_are_filtered(session, sign_in, call, secretary):
    one, twin, kept, absorbed, alone = (make_project(session, call, title=f"Projet {n}") for n in range(5))
    linked(session, secretary, one, twin)
    absorbed.merged_into_id, absorbed.state = kept.id, State.WITHDRAWN
    session.commit()
    page = sign_in(secretary).get(url(call, state="all", flag="joined"))
    rows = {
        link.get_text(): link.find_parent("tr").get_text(" ", strip=True) for link in page.soup.select("tbody th a")
    }
    assert alone.title not in rows
    for project, words in (
        (one, f"Doublon : {twin.reference}"),
        (twin, f"Doublon : {one.reference}"),
        (kept, f"A été rejoint par : {absorbed.reference}"),
        (absorbed, f"A rejoint : {kept.reference}"),
    ):
        assert words in plain(rows[project.title])
    export = sign_in(secretary).get(f"/calls/{call.code}/screening/export?state=all")
    assert f"A rejoint : {kept.reference}" in plain(export.raw.decode())


def test_a_line_never_names_a_dossier_one_stays_away_from(session, sign_in, call, secretary):
    one, mine, draft = (make_project(session, call, title=f"Projet {n}") for n in range(3))
    linked(session, secretary, one, mine)
    draft.state, draft.submitted_at, draft.merged_into_id = State.WITHDRAWN, None, one.id
    declare_conflict(session, secretary, mine)
    session.commit()
    client = sign_in(secretary)
    assert "Doublon :" not in plain(client.get(url(call, state="all")).text)
    assert titles(client.get(url(call, state="all", flag="joined"))) == []


def test_worklist_offers_no_filter_that_only_a_hidden_dossier_would_answer(session, sign_in, call, secretary):
    make_project(session, call, theme="Mobilités")
    hidden = make_project(session, call, theme="Xylophone", department="Quetsche")
    declare_conflict(session, secretary, hidden)
    session.commit()

    text = sign_in(secretary).get(url(call)).soup.decode()

    assert "Mobilités" in text
    assert "Xylophone" not in text and "Quetsche" not in text


def test_worklist_counts_the_day_given_and_the_closing_second(session, sign_in, call, secretary):
    """A dossier due today is not overdue; one handed in at the closing is late, an import never."""
    asked = make_project(session, call, title="Attendu", state=State.INFO_REQUESTED)
    request = InformationRequest(project_id=asked.id, asked_by_id=secretary.id, message="?", due_on=clock.today())
    session.add(request)
    make_project(session, call, title="En retard", submitted_at=call.closes_at)
    make_project(session, call, title="À temps", submitted_at=call.closes_at - timedelta(seconds=1))
    make_project(session, call, title="Importé", submitted_at=call.closes_at, import_key="1")
    make_project(session, call, title="Retiré", state=State.WITHDRAWN)
    session.commit()
    client = sign_in(secretary)

    assert titles(client.get(url(call, state="all", flag="late"))) == ["En retard"]
    assert titles(client.get(url(call, state="all", flag="overdue"))) == []
    request.due_on -= timedelta(days=1)
    session.commit()
    assert titles(client.get(url(call, state="all", flag="overdue"))) == ["Attendu"]
    counted = queries.progress(session, actor_of(session, secretary), call, Filters())
    assert (counted.examined, counted.total) == (0, 4)
