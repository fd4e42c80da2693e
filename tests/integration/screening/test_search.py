"""The full-text search: the same dossiers are found on both engines, and nobody finds what they may not read."""

import pytest
from sqlalchemy import select

from incubator.domain.models import Answer, Person, Project, Question, SearchDocument
from incubator.domain.search import documents, index
from incubator.domain.states import State
from tests.factories import declare_conflict, make_person, make_project

DOSSIERS = {
    "Des cantines sans gaspillage": "Les collèges jettent 300 kg de pain par semaine. L’agent cuisine trop de repas.",
    "Repas à domicile": "Les personnes âgées isolées ne mangent plus ; une cantine de quartier les accueillerait.",
    "Réemploi des matériaux": "Les chantiers de la direction des routes jettent des matériaux encore bons.",
    "L’école à vélo": "Parents et élèves veulent un pédibus, des vélobus et l’accès sûr à chaque école en 2026.",
}


@pytest.fixture
def four(session, call):
    projects = {
        title: make_project(session, call, title=title, theme="", answers={"problem": problem, "phone": "0612345678"})
        for title, problem in DOSSIERS.items()
    }
    session.commit()
    return projects


def found(client, call, words):
    page = client.get(f"/calls/{call.code}/screening", query_string={"q": words, "state": "all"})
    return page, [link.get_text() for link in page.soup.select("tbody th a")]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("cantine", ["Des cantines sans gaspillage", "Repas à domicile"]),  # a word of the title first
        ("CANTINES collège", ["Des cantines sans gaspillage"]),
        ("repas", ["Repas à domicile", "Des cantines sans gaspillage"]),
        ("materiau", ["Réemploi des matériaux"]),
        ("l'ecole", ["L’école à vélo"]),
        ("ecoles d’élèves", ["L’école à vélo"]),
        ("gaspill", ["Des cantines sans gaspillage"]),  # a word not ended
        ("300", ["Des cantines sans gaspillage"]),
        ("20", []),  # a number is not begun by another
        ("2026", ["L’école à vélo"]),
        ("cantine vélo", []),
        ("de la", []),
        ('"pain" OR (', []),
        ("0612345678", []),  # of the team alone
    ],
)
def test_dossiers_are_found_by_the_words_of_their_title_and_answers(sign_in, call, secretary, four, words, titles):
    page, given = found(sign_in(secretary), call, words)

    assert given == titles
    assert page.field("q") == words


def test_the_words_looked_for_stand_out_in_an_extract(sign_in, call, secretary, four):
    page, _titles = found(sign_in(secretary), call, "collège pain")

    assert [mark.get_text() for mark in page.soup.select(".cell-extract mark")] == ["collèges", "pain"]
    assert "kg de pain par semaine" in page.soup.select_one(".cell-extract").get_text()


def test_identifying_answers_are_not_found_and_names_are_for_those_who_run_the_call(session, call, secretary, four):
    question = session.scalars(select(Question).where(Question.call_id == call.id, Question.key == "audience")).one()
    question.identifying = True
    project = make_project(session, call, owner=make_person(session, name="Zénobie Hapax"), answers={"audience": "ubu"})
    session.commit()
    names = index.matching(session, index.wanted("Hapax"))
    words = index.matching(session, index.wanted("Hapax"), people=False)

    assert session.scalars(select(index.matching(session, index.wanted("ubu")).c.project_id)).all() == []
    assert session.scalars(select(names.c.project_id)).all() == [project.id]
    assert session.scalars(select(words.c.project_id)).all() == []


def test_own_and_conflicted_dossiers_and_drafts_are_neither_found_nor_counted(session, sign_in, call, secretary, four):
    declare_conflict(session, secretary, four["Repas à domicile"])
    make_project(session, call, title="Cantine à moi", owner=secretary)
    make_project(session, call, title="Cantine en brouillon", state=State.DRAFT)
    session.commit()

    page, titles = found(sign_in(secretary), call, "cantine")

    assert titles == ["Des cantines sans gaspillage"]
    assert page.soup.select_one(".list-count").get_text() == "1 dossier"
    assert "Tous 1" in " ".join(page.soup.select_one(".views").get_text(" ").split())


def test_the_index_follows_the_dossier_once_it_is_handed_in(session, call, four):
    project = make_project(session, call, state=State.DRAFT, title="Pelote", answers={"problem": "Zébu."})
    session.commit()
    assert words_of(session, project) == ""

    project.state, project.submitted_at = State.SUBMITTED, project.created_at
    session.commit()
    assert words_of(session, project).startswith("pelot")

    project.state = State.INFO_REQUESTED
    session.commit()
    answer = session.scalars(select(Answer).where(Answer.project_id == project.id)).one()
    answer.value = "Un yack."
    session.commit()
    assert "yack" not in words_of(session, project)  # what its team writes is its own until it is sent back

    project.state = State.SUBMITTED
    session.commit()
    assert "yack" in words_of(session, project)
    session.get_one(Person, project.owner_id).name = "Ubu Roi"
    session.commit()
    assert "ubu" in words_of(session, project)


def words_of(session, project: Project) -> str:
    one = session.execute(
        select(SearchDocument.title, SearchDocument.body, SearchDocument.people).where(
            SearchDocument.project_id == project.id
        )
    ).one_or_none()
    return " ".join(one) if one else ""


def test_rebuilding_gives_the_same_documents(session, call, four):
    query = select(SearchDocument.project_id, SearchDocument.title, SearchDocument.body).order_by(
        SearchDocument.project_id
    )
    before = session.execute(query).all()

    assert documents.rebuild(session) == len(before)
    assert session.execute(query).all() == before


def test_a_search_costs_the_same_number_of_queries_at_3_and_30(session, sign_in, call, secretary, count_queries):
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_project(session, call)
        session.commit()
        client = sign_in(secretary)
        with count_queries() as queries:
            found(client, call, "familles")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_possible_duplicates_are_those_of_one_title_or_one_person(session, sign_in, call, secretary, four):
    twice = make_project(session, call, title="  Sans suite", owner=make_person(session, call.organisations[0]))
    other = make_project(session, call, title="Même porteur", owner=session.get_one(Person, twice.owner_id))
    make_project(session, call, title="L’ECOLE a velo")
    declare_conflict(session, secretary, make_project(session, call, title="Repas à domicile"))
    make_project(session, call, title="Réemploi des matériaux", state=State.WITHDRAWN)
    session.commit()

    page = sign_in(secretary).get(f"/calls/{call.code}/screening?state=all&flag=twin&sort=title")

    titles = {" ".join(link.get_text().split()) for link in page.soup.select("tbody th a")}
    assert titles == {"L’école à vélo", "L’ECOLE a velo", "Sans suite", other.title}
