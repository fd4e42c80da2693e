"""Every e-mail is in the registry, and reads well as plain text in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from babel.dates import format_date

from incubator.core import clock, outbox
from incubator.core.outbox import Email, OutboxEmail
from incubator.core.smtp import folded
from incubator.domain import mails
from incubator.domain.decisions import Outcome
from incubator.domain.mails.registry import KINDS
from incubator.domain.mails.samples import default_text
from incubator.domain.mails.variables import BRACED, absent, mistakes
from incubator.domain.models import (
    Agreement,
    CallBack,
    Decision,
    InformationRequest,
    Invitation,
    MergeProposal,
    Person,
    Redirection,
)
from incubator.domain.queries import call_in_letters
from tests.factories import make_person, make_project
from tests.texts import plain

# Words an organisation may use although ours do without.
LEFT_OUT = {
    "project",
    "number",
    "asked",
    "screening",
    "committee",
    "left",
    "manager",
    "kept",
    "problem",
    "other_number",
}
FOLDERS = {
    path.name
    for path in (Path(__file__).parents[3] / "templates" / "emails").iterdir()
    if not path.name.startswith("_")
}


def _every(session, call) -> dict[str, Callable[[], Email]]:
    """Return how to write each e-mail on one dossier, to one person."""
    project = make_project(session, call, title="Guichet mobile")
    call = call_in_letters(session, call.id)
    person, today = session.get_one(Person, project.owner_id), clock.today()
    agreement = Agreement(
        project=project, asked_by=person, manager_name="Awa Diop", manager_email="awa@cd.example", days=1,
        starts_on=today, ends_on=today, message="Bonjour", asked_at=clock.now(), expires_at=clock.now() + timedelta(30),
    )  # fmt: skip
    invitation = Invitation(email="luc@cd.example", role="", message="", expires_at=clock.now() + timedelta(7))
    url = "http://localhost/agreement/0123456789"
    facts = {"project": project, "call": call, "person": person, "note": "Une phrase.", "who": "Luc Roy"}
    facts |= {"url": url, "code": "AB12", "until": clock.now(), "coach": person, "day": today}
    proposal = MergeProposal(kept=project, absorbed=make_project(session, call), expires_at=clock.now())
    request = InformationRequest(project=project, asked_by=person, message="Une phrase.", due_on=call.jury_on)
    call_back = CallBack(project=project, asked_by=person, subject="Le budget", planned_at=clock.now())
    facts |= {"request": request, "asked": ["Le problème"], "row": call_back}
    facts |= {
        "after": "La suite.",
        "dates": "- Jury",
        "what": "Rien.",
        "said": "Oui",
        "answer": "Oui.",
        "comment": "",
        "advice": "",
    }
    facts |= {"changes": "- Nouvelle question : « Combien ? »", "closes": None}
    facts |= {"found": Redirection(name="Atelier", contact="atelier@cd.example", note="")}
    facts |= {"other": proposal.absorbed, "proposal": proposal}
    known = {
        "call_opened": lambda: mails.call_opened(call, person),
        "draft_reminder": lambda: mails.draft_reminder(session, project, person, 7, "a"),
        "agreement_request": lambda: mails.agreement_request(session, agreement, url=url, language="fr"),
        "agreement_reminder": lambda: mails.agreement_reminder(session, agreement, url=url, language="fr"),
        "agreement_cancelled": lambda: mails.agreement_cancelled(session, agreement, language="fr"),
        "agreement_answer": lambda: mails.agreement_answer(session, agreement)[0],
        "team_invitation": lambda: mails.team_invitation(session, invitation, project, person, language="fr", url=url),
        "help_offered": lambda: mails.help_offered(session, project, person, person, "Je sais coudre.")[0],
        "readings_assigned": lambda: mails.readings_assigned(session, call, [(person, 4)])[0],
        "dates_changed": lambda: mails.dates_changed(session, call, {"jury_on": today})[0],
        "coach_assigned": lambda: mails.coach_assigned(session, project, make_person(session, name="Zoé"))[0],
        "sign_in_link": lambda: mails.sign_in_link(to="a@b.example", language="fr", url=url, expires_at=clock.now()),
        "sign_in_unknown": lambda: mails.sign_in_unknown(to="a@b.example", language="fr"),
        "daily_digest": lambda: mails.daily_digest(person, [OutboxEmail(subject="Un", body="Deux")], today),
    }
    for outcome in Outcome:
        decision = Decision(outcome=outcome, reason="Parce que.", feedback="Bravo.", rank=2)
        known[f"letter_{outcome.value}"] = lambda one=decision: mails.decision_letter(call, project, person, one)
    generic = {name: lambda name=name: Email(name, person.email, "fr", facts, project.id) for name in FOLDERS}
    return generic | known


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_reads_well_as_plain_text(session, call, language) -> None:
    for name, make in _every(session, call).items():
        email = make()
        row = outbox.write(Email(name, email.to, language, email.context, email.about))
        _check(name, row, call, language)


def _check(name: str, row: OutboxEmail, call, language: str) -> None:
    kind, text = KINDS.get(name), folded(row.body)
    assert 0 < len(row.subject) < 120, f"{name}: {row.subject}"
    assert not re.search(r"[{}]|\bNone\b|\n\n\n|%\(", row.subject + text), f"{name}: {text}"
    assert max(map(len, text.split("\n"))) < 998, name
    assert text.endswith("\n") and "\n—\n" in text or name.startswith(("sign_in", "daily")), f"{name} is not signed"
    for line in text.split("\n"):
        assert "http" not in line or re.fullmatch(r"http://localhost/\S+", line), f"{name}: a link has its own line"
    if kind is None or kind.of_call:
        said = plain(row.subject)
        assert plain(call.title) in said or plain(call.programme.name) in said, f"{name}: {said}"
        assert row.reply_to == "passerelle@cd.example"
    if kind is not None and kind.due:
        years = {format_date(day, "y", locale=language) for day in (clock.today(), call.jury_on, call.committee_on)}
        assert any(year in row.subject for year in years), f"{name} does not say when: {row.subject}"


@pytest.mark.any_engine
@pytest.mark.parametrize("language", ["fr", "en"])
def test_default_words_know_the_variables_they_show(app, language) -> None:
    with app.test_request_context():
        for name, kind in KINDS.items():
            if kind.editable:
                subject, body = default_text(name, language)
                assert mistakes(f"{subject}\n{body}", kind.variables) == [], name
                assert "{person}" in body or not kind.named, f"{name}: {body}"
                assert absent(body, kind.must) == [], name
                assert set(BRACED.findall(subject + body)) >= set(kind.own or ()) - LEFT_OUT, f"{name}: {body}"
                assert "http" not in body, f"{name}: {body}"
