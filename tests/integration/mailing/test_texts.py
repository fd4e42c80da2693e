"""An organisation writes its own words, with the variables of the registry and nothing more."""

import re

import pytest

from incubator.core import outbox
from incubator.core.errors import NotReady
from incubator.domain import mails
from incubator.domain.actors import load_actor
from incubator.domain.kinds import Role
from incubator.domain.mails.registry import KINDS
from incubator.domain.mails.samples import default_text
from incubator.domain.mails.variables import filled
from incubator.domain.models import JournalEntry, MailText
from incubator.mailing import texts, trials
from incubator.mailing.texts import Words, organisation_of
from tests.factories import actor_of, make_organisation, make_person, make_project, make_staff
from tests.texts import plain

NAMES = ("subject_fr", "body_fr", "subject_en", "body_en", "version")


@pytest.fixture
def address(organisation) -> str:
    return f"/organisations/{organisation.slug}/e-mails"


@pytest.fixture
def form(sign_in, manager, address, session):
    session.commit()
    page = sign_in(manager).get(f"{address}/admissible")
    return {name: page.field(name) for name in NAMES}


def test_the_list_says_when_each_leaves(session, sign_in, manager, address) -> None:
    session.commit()
    page = sign_in(manager).get(address)
    assert "quand le dossier est dit recevable" in page.text and "Varie selon le cas" in page.text
    settings = sign_in(manager).get(address.replace("e-mails", "settings"))
    assert settings.soup.select_one(f'a[href="{address}"]')


def test_own_words_are_sent_and_ours_come_back(session, call, form, sign_in, manager, address, organisation) -> None:
    assert "{person}" in form["body_fr"] and "{committee}" in form["body_en"]
    words = "Bonjour {person},\n\nLe dossier {number} est recevable.\n\nUn mot :\n\n{note}\n\n{link}"
    typed = form | {"body_fr": words, "subject_fr": "Recevable : {project}", "act": "save"}
    assert "enregistré" in sign_in(manager).post(f"{address}/admissible", typed).text
    assert session.get(MailText, (organisation.id, "admissible", "en")) is None, "English was not touched"

    owner = make_person(session, organisation, name="Awa {note}")
    project = make_project(session, call, owner=owner, title="Guichet")
    row = outbox.write(mails.admissible(session, project, "")[0])
    assert plain(row.subject).startswith("Recevable : Guichet · ")
    assert (
        row.body
        == f"Bonjour Awa {{note}},\n\nLe dossier {project.reference} est recevable.\n\nhttp://localhost/projects/{project.id}\n"
    )
    assert "Un mot :\n\nBravo." in outbox.write(mails.admissible(session, project, "Bravo.")[0]).body

    for where, name in ((make_organisation(session).id, "admissible"), (organisation.id, "shortlisted")):
        said = {"name": name, "language": "fr", "subject": "Ailleurs", "body": "x"}
        session.add(JournalEntry(event="edit_mail", organisation_id=where, before=said, after=said))
    session.commit()
    page = sign_in(manager).post(f"{address}/admissible", {"act": "restore"})
    assert "rétabli" in page.text and page.field("body_fr") == form["body_fr"]
    assert len(page.soup.select("#history details")) == 2, "the journal keeps what was written"
    assert "Ailleurs" not in page.text


@pytest.mark.parametrize(
    "words",
    ["Bonjour {jury} {password}", "{{ config.SECRET_KEY }}", "Bonjour {person", "{person.email}", "{agent}"],
)
def test_a_word_that_is_no_variable_is_refused_and_kept(session, form, sign_in, manager, address, words) -> None:
    page = sign_in(manager).post(f"{address}/admissible", form | {"body_fr": words, "act": "save"})
    assert page.status == 422 and page.field("body_fr") == words
    assert "n’est pas une variable" in page.text or "accolade" in page.text
    assert session.query(MailText).count() == 0


def test_a_text_without_what_its_reader_needs_is_refused(session, sign_in, manager, address) -> None:
    session.commit()
    page = sign_in(manager).get(f"{address}/agreement_request")
    typed = {name: page.field(name) for name in NAMES} | {"body_en": "Hello {person}, please answer.", "act": "save"}

    page = sign_in(manager).post(f"{address}/agreement_request", typed)

    assert page.status == 422 and page.field("body_en") == typed["body_en"]
    assert "doit dire {link}" in page.text
    assert session.query(MailText).count() == 0


def test_a_colleague_who_saved_first_is_not_overwritten(form, sign_in, manager, address) -> None:
    browser = sign_in(manager)
    browser.post(f"{address}/admissible", form | {"subject_fr": "Un", "act": "save"})
    page = browser.post(f"{address}/admissible", form | {"subject_fr": "Deux", "act": "save"})
    assert page.status == 409 and page.field("subject_fr") == "Deux"
    again = form | {"subject_fr": "Deux", "act": "save", "version": page.field("version")}
    assert "enregistré" in browser.post(f"{address}/admissible", again).text
    page = browser.post(f"{address}/admissible", again | {"subject_fr": "Trois"})
    assert page.status == 409, "a text that was ours no more is no less protected"


def test_seen_on_a_dossier_and_tried_at_home(session, call, form, sign_in, manager, address, sent) -> None:
    project = make_project(session, call, title="Guichet mobile")
    hidden = make_project(session, call, title="Brouillon secret", state="draft")
    session.commit()
    browser = sign_in(manager)
    typed = form | {"subject_fr": "Vu : {project}", "dossier": str(project.id), "shown": "fr"}
    assert "Vu : Guichet mobile" in browser.post(f"{address}/admissible", typed | {"act": "see"}).text
    assert sent(session) == []
    page = browser.post(f"{address}/admissible", typed | {"act": "try", "dossier": str(hidden.id)})
    assert page.status == 422 and "Brouillon secret" not in page.text
    browser.post(f"{address}/admissible", typed | {"act": "try"})
    assert [(row.recipient, plain(row.subject)[:24]) for row in sent(session)] == [
        (manager.email, "Essai : Vu : Guichet mob")
    ]
    assert "Camille Martin" in browser.post(f"{address}/admissible", typed | {"act": "see", "dossier": ""}).text


def test_texts_belong_to_those_who_manage_the_organisation(session, call, organisation, sign_in, address) -> None:
    secretary = make_staff(session, call, Role.SECRETARY)
    stranger = make_staff(session, make_organisation(session), Role.PROGRAMME_MANAGER)
    session.commit()
    for person in (secretary, stranger):
        for url in (address, f"{address}/admissible"):
            assert sign_in(person).post(url, {"act": "restore"}).status in (403, 404, 405)


def test_some_mails_are_edited_and_those_by_which_one_signs_in_never(session, sign_in, manager, address) -> None:
    session.commit()
    for name in ("agreement_answer", "readings_assigned"):
        page = sign_in(manager).get(f"{address}/{name}")
        typed = {one: page.field(one) for one in NAMES} | {"act": "see", "shown": "en", "dossier": ""}
        shown = sign_in(manager).post(f"{address}/{name}", typed)
        assert shown.status == 200 and "{" not in shown.soup.select_one("#preview").get_text()
    assert sign_in(manager).get(f"{address}/sign_in_link").status == 404
    assert "Ne se modifie pas, par sécurité" in sign_in(manager).get(address).text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_editable_mail_is_seen_on_an_invented_dossier_and_on_a_real_one(
    session, call, organisation, manager, language
) -> None:
    project = make_project(session, call, title="Guichet mobile")
    actor = load_actor(session, manager.id)
    organisation = organisation_of(session, MailText(organisation_id=organisation.id))
    for name, kind in KINDS.items():
        if kind.editable:
            words = Words(*default_text(name, language))
            for chosen in ("", str(project.id)):
                shown = trials.preview(session, actor, organisation, words, language, chosen)
                assert not re.search(r"[{}]|\bNone\b|\n\n\n", shown.subject + shown.body), f"{name}: {shown.body}"


@pytest.mark.any_engine
def test_what_people_wrote_is_never_read_as_a_variable(app) -> None:
    assert filled("{note}\n\nFin", {"note": "{project} {{ 7 * 7 }}"}) == "{project} {{ 7 * 7 }}\n\nFin"
    assert filled("{agent} : {note}", {"agent": "{note}", "note": "Un mot"}) == "{note} : Un mot"


def test_words_are_checked_where_they_are_kept_and_ours_are_kept_nowhere(session, organisation, manager) -> None:
    actor = actor_of(session, manager)
    theirs = {"organisation_id": make_organisation(session).id, "language": "fr", "subject": "Ailleurs", "body": "x"}
    session.add(MailText(name="admissible", **theirs))
    session.flush()

    def save(body: str, name: str = "admissible", subject: str = "Objet") -> list[str]:
        ours = {language: Words(*default_text(name, language)) for language in ("fr", "en")}
        words = ours | {"fr": texts.Words(subject, body)} if body else ours
        version = texts.version_of(session, organisation, name)
        facts = {"organisation": organisation, "name": name, "words": words, "version": version}
        return texts.save(session, actor=actor, **facts)

    with pytest.raises(NotReady, match="password"):
        save("Bonjour {password}")
    with pytest.raises(NotReady, match="password"):
        save("Bonjour {person}", subject="{password}")
    with pytest.raises(NotReady, match="link"):
        save("Bonjour {person}", "agreement_request")
    assert save("") == []
    assert save("Bonjour {person}") == ["fr"]
    session.flush()
    assert save("") == ["fr"]  # ours, typed again
    session.flush()
    assert texts.own(session, organisation, "admissible") == {}
