"""The questions of a call: written, ordered and tried before anybody answers them."""

import pytest
from sqlalchemy import func, select

from incubator.admin import questions
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.kinds import Role
from incubator.domain.models import Criterion, JournalEntry, Question
from tests.factories import make_call, make_organisation, make_person, make_project, make_staff
from tests.integration.admin.test_edit_organisation import typed


@pytest.fixture
def client(session, call, manager, sign_in):
    session.commit()
    return sign_in(manager)


def url(call, *path):
    return "/".join([f"/calls/{call.code}/questions", *path])


def labels(session, call):
    session.expire_all()
    query = select(Question).where(Question.call_id == call.id).order_by(Question.position)
    return [question.label for question in session.scalars(query)]


def add(client, call, **values):
    page = client.get(url(call, "new"))
    boxes = {name: None for name in ("required", "team_only", "identifying")}
    data = typed(page) | boxes | {"label": "Qui en profite ?", "kind": "long", "max_length": "400"} | values
    return client.post(url(call, "new"), {name: value for name, value in data.items() if value is not None})


def last(session):
    session.expire_all()
    return session.scalars(select(Question).order_by(Question.position.desc()).limit(1)).one()


def test_question_is_added_at_the_end(session, call, client):
    page = add(client, call, label_en="Who benefits?", help="Trois exemples.", required="y", team_only="y")
    assert page.status == 200
    question = last(session)
    assert (question.label, question.label_en, question.help, question.key) == (
        "Qui en profite ?", "Who benefits?", "Trois exemples.", "qui_en_profite",
    )  # fmt: skip
    assert (question.kind, question.max_length, question.position) == (QuestionKind.LONG, 400, 4)
    assert (question.required, question.team_only, question.identifying) == (True, True, False)
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.before, entry.after["question"]) == ("edit_questions", None, "qui_en_profite")


def test_two_questions_with_the_same_words_are_told_apart(session, call, client):
    add(client, call)
    add(client, call)
    add(client, call, label="!", step="2", needed="jury", personal="y")
    assert (last(session).second_step, last(session).needed_from, last(session).personal) == (True, "jury", True)
    keys = session.scalars(select(Question.key).order_by(Question.position)).all()
    assert keys[3:] == ["qui_en_profite", "qui_en_profite_2", "question"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": ""}, "Écrivez la question."),
        ({"label": "q" * 301}, "retirez-en 1 pour l’enregistrer"),
        ({"step": "2", "needed": "submission"}, "elle ne peut pas être obligatoire pour déposer"),
        ({"max_length": "3"}, "Écrivez un nombre entier de 10 à 20000."),
        ({"kind": "choice", "options": "Oui"}, "Proposez au moins deux réponses, une par ligne."),
        ({"kind": "choice", "options": "Été\nété"}, "Deux réponses sont les mêmes : gardez-en une."),
        ({"kind": "choice", "options": "\n".join(map(str, range(41)))}, "Proposez 40 réponses au plus."),
        ({"kind": "song"}, "Réponse attendue"),
    ],
)
def test_question_that_cannot_be_is_refused_and_stays_typed(session, call, client, values, sentence):
    page = add(client, call, help="Un exemple gardé.", **values)
    assert page.status == 422
    assert sentence in page.text
    assert page.field("help") == "Un exemple gardé."
    assert len(labels(session, call)) == 3


def test_choices_keep_the_values_of_those_that_stay(session, call, client):
    add(client, call, kind="choice", options="Un jour | One day\nDeux jours", max_length="400")
    question = last(session)
    assert question.options == [
        {"value": "1", "label": "Un jour", "label_en": "One day"},
        {"value": "2", "label": "Deux jours", "label_en": ""},
    ]
    assert question.max_length is None

    page = client.get(url(call, question.key))
    assert page.field("options") == "Un jour | One day\nDeux jours"
    client.post(url(call, question.key), typed(page) | {"options": "Trois jours\nDeux jours | Two days"})
    assert last(session).options == [
        {"value": "3", "label": "Trois jours", "label_en": ""},
        {"value": "2", "label": "Deux jours", "label_en": "Two days"},
    ]


def test_edited_question_keeps_its_key_and_records_what_differs(session, call, client):
    page = client.get(url(call, "problem"))
    assert page.field("label") == "Quel problème ?"
    client.post(url(call, "problem"), typed(page) | {"label": "Quelle gêne ?"})
    assert labels(session, call)[0] == "Quelle gêne ?"
    entry = session.scalars(select(JournalEntry)).one()
    assert entry.before == {"question": "problem", "label": "Quel problème ?"}
    assert entry.after == {"question": "problem", "label": "Quelle gêne ?"}


def test_somebody_faster_is_not_overwritten(session, call, client):
    page = client.get(url(call, "problem"))
    client.post(url(call, "problem"), typed(page) | {"label": "La première"})
    late = client.post(url(call, "problem"), typed(page) | {"label": "La seconde"})
    assert late.status == 409
    assert late.field("label") == "La seconde"
    assert labels(session, call)[0] == "La première"
    assert client.post(url(call, "problem"), typed(late)).status == 200
    assert labels(session, call)[0] == "La seconde"


def test_questions_go_up_and_down(session, call, client):
    first, second, third = labels(session, call)
    keys = session.scalars(select(Question.key).order_by(Question.position)).all()
    page = client.post(url(call, keys[2], "move"), {"to": "up"})
    assert "à la place 2" in page.text
    assert labels(session, call) == [first, third, second]
    client.post(url(call, keys[0], "move"), {"to": "down"})
    assert labels(session, call) == [third, first, second]
    client.post(url(call, keys[2], "move"), {"to": "up"})  # it is the first already
    assert labels(session, call) == [third, first, second]
    assert session.scalar(select(func.count(JournalEntry.id))) == 2


@pytest.mark.parametrize(("place", "order"), [("1", "phone problem audience"), ("9", "problem audience phone")])
def test_question_dropped_in_a_place_takes_it(session, call, client, place, order):
    page = client.post(url(call, "phone", "move"), {"place": place})
    assert page.soup.select_one("[data-reorder] [data-drag]")
    assert f"à la place {1 if place == '1' else 3}" in page.text
    session.expire_all()
    assert " ".join(session.scalars(select(Question.key).order_by(Question.position))) == order


def test_question_removed_is_asked_no_more_and_no_criterion_leads_to_it(session, call, client):
    criterion = session.scalars(select(Criterion).where(Criterion.call_id == call.id).limit(1)).one()
    criterion.question_keys = ["problem", "users"]
    session.commit()
    page = client.post(url(call, "problem", "remove"))
    assert "« Quel problème ? » n’est plus posée." in page.text
    assert "Quel problème ?" not in labels(session, call)
    assert session.scalars(select(Question.position).order_by(Question.position)).all() == [1, 2]
    session.refresh(criterion)
    assert criterion.question_keys == ["users"]


def test_questions_no_longer_change_once_a_dossier_is_begun(session, call, client):
    page = client.get(url(call, "problem"))
    data = typed(page) | {"label": "Trop tard ?"}
    make_project(session, call)
    session.commit()
    for path, sent in ((("problem",), data), (("problem", "move"), {"to": "down"}), (("problem", "remove"), {})):
        refused = client.post(url(call, *path), sent)
        assert refused.status == 409
        assert "préparez-en une autre" in refused.text
    assert add(client, call).status == 409
    assert labels(session, call) == ["Quel problème ?", "Qui le rencontre ?", "Téléphone"]
    listed = client.get(url(call))
    assert "Ses questions ne changent plus" in listed.text
    assert listed.soup.select("tbody a, tbody button") == []


def test_questions_are_for_the_programme_manager_of_the_call(session, organisation, call, sign_in, visitor):
    elsewhere = make_staff(session, make_call(session, make_organisation(session)), Role.PROGRAMME_MANAGER)
    secretary, agent = make_staff(session, call), make_person(session, organisation=organisation)
    session.commit()
    pages = [url(call), url(call, "new"), url(call, "problem"), f"/calls/{call.code}/propose/preview"]
    for page in pages:
        assert visitor.get(page).url == "/sign-in"
        assert sign_in(elsewhere).get(page).status == 404
        for person in (secretary, agent):
            assert sign_in(person).get(page).status == 403
    for act in (("new",), ("problem",), ("problem", "move"), ("problem", "remove")):
        assert sign_in(elsewhere).post(url(call, *act)).status == 404
        assert sign_in(secretary).post(url(call, *act)).status == 403
    assert len(labels(session, call)) == 3


def test_question_of_another_call_is_unknown(session, organisation, call, client):
    other = make_call(session, organisation)
    session.add(Question(call_id=other.id, key="own", position=9, kind=QuestionKind.SHORT, label="Ailleurs"))
    session.commit()
    assert client.get(url(call, "own")).status == 404


def test_form_is_tried_as_an_agent_sees_it(session, call, client):
    add(client, call, kind="choice", options="Un jour | One day\nDeux jours")
    page = client.get(f"/calls/{call.code}/propose/preview")
    assert page.status == 200
    assert "Qui en profite ?" in page.text
    assert "Deux jours" in page.text
    assert page.soup.select("main form[method=post], main button") == []


def test_example_is_opened_under_the_question_and_belongs_to_texts(session, call, client):
    add(client, call, example="Trois cents familles, deux fois par an.", example_en="Three hundred families.")
    (opened,) = client.get(f"/calls/{call.code}/propose/preview").soup.select("details.field-example")
    assert opened.select_one("summary").get_text(strip=True) == "Voir un exemple"
    assert "Trois cents familles, deux fois par an." in opened.get_text()
    assert last(session).example_en == "Three hundred families."
    refused = add(client, call, example="é" * 1501)
    assert "retirez-en 1 pour l’enregistrer" in refused.text
    add(client, call, kind="yes_no", example="Oui.")
    assert (last(session).kind, last(session).example) == (QuestionKind.YES_NO, "")


def test_question_about_files_says_which_how_many_and_how_large(session, call, client):
    add(client, call, kind="file", file_kinds=["pdf", "image"], file_megabytes="10", file_count="2")
    asked = last(session)
    assert (asked.kind, asked.file_kinds) == (QuestionKind.FILE, ["pdf", "image"])
    assert (asked.file_megabytes, asked.file_count, asked.max_length) == (10, 2, None)
    refused = add(client, call, kind="file", file_megabytes="300", file_count="40")
    assert "Écrivez un nombre entier de 1 à 200." in refused.text
    assert "Écrivez un nombre entier de 1 à 10." in refused.text
    add(client, call, file_kinds=["pdf"], file_count="2")  # of another kind: nothing is kept of files
    assert (last(session).file_kinds, last(session).file_count) == ([], None)


def test_a_form_has_a_limit(session, call, client, monkeypatch):
    monkeypatch.setattr(questions, "QUESTIONS_LIMIT", len(labels(session, call)))

    refused = add(client, call, label="De trop ?")

    assert refused.status == 409 and "questions au plus" in refused.text
    assert "De trop ?" not in labels(session, call)
