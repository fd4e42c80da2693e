"""A dossier taken away says what its page says to the same reader, and assistive technology can read it."""

from collections.abc import Callable

import page as pdf_check
import pypdfium2
import pytest
from sqlalchemy.orm import Session

from incubator.core import pdf
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Answer, Project
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.submission.conftest import World, ask

SignIn = Callable[..., PageClient]


def words_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(one.get_textpage().get_text_range() for one in document).split())


def assert_accessible(content: bytes) -> None:
    report = pdf_check.validate_pdf_bytes(content, profile=pdf_check.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure for failure in report.failures]


@pytest.fixture
def submitted(session: Session, world: World) -> Project:
    project = make.make_project(
        session, world.call, owner=world.owner, state=State.UNDER_REVIEW, title="La première « nuit »",
        answers={"problem": "Premier point.\nSuite.\n\n#sys.inputs $x$ *gras*", "phone": "06 12 34 56 78"},
    )  # fmt: skip
    choice = ask(
        session,
        world.call,
        "stage",
        QuestionKind.CHOICE,
        options=[{"value": "a", "label": "Une idée", "label_en": "An idea"}],
    )
    session.add(Answer(project_id=project.id, question_id=choice.id, value="a"))
    session.commit()
    return project


def test_the_team_has_its_answers_in_its_language(world: World, submitted: Project, sign_in: SignIn) -> None:
    client = sign_in(world.owner)

    answer = client.get(f"/projects/{submitted.id}/pdf")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"{world.call.code}-{submitted.reference}-la-premiere-nuit.pdf" in answer.headers["Content-Disposition"]
    assert_accessible(answer.raw)
    said = words_of(answer.raw)
    for words in ("La première « nuit »", "#sys.inputs $x$ *gras*", "Une idée", "06 12 34 56 78", "Lu par le comité"):
        assert words in said, said
    text = client.get(f"/projects/{submitted.id}/text?file=1").raw.decode()
    assert "Quel problème ?\n---------------\nPremier point.\nSuite." in text
    assert "Premier point." in client.get(f"/projects/{submitted.id}/text").text


def test_a_reader_has_on_paper_what_they_have_on_the_page(
    session: Session, submitted: Project, sign_in: SignIn
) -> None:
    reader = make.make_person(session, language="en")
    make.assign_reader(session, submitted, reader)
    session.commit()
    client = sign_in(reader)

    said = words_of(client.get(f"/projects/{submitted.id}/pdf").raw)

    assert "An idea" in said
    assert "06 12 34 56 78" not in said
    assert client.get(f"/projects/{submitted.id}/text").status == 403


def test_strangers_have_nothing(session: Session, world: World, submitted: Project, sign_in: SignIn) -> None:
    stranger = make.make_person(session, world.organisation)
    session.commit()

    for kind in ("pdf", "text"):
        assert sign_in(stranger).get(f"/projects/{submitted.id}/{kind}").status == 404


@pytest.mark.any_engine
def test_signs_that_no_font_has_are_named_and_not_lost() -> None:
    typed = "Bravo 👩‍🚒🎉, 中 et \x07 العربية"
    data = {
        "title": typed, "author": "", "eyebrow": "", "facts": [], "foot": "", "language": "fr", "page": "page",
        "nothing": "", "parts": [{"title": "", "answers": [{"question": "Q", "text": typed}]}],
    }  # fmt: skip

    made = pdf.render("dossier", data)

    assert_accessible(made)
    assert "[party popper]" in words_of(made)
    assert "[cjk unified ideograph-4e2d]" in words_of(made)
