"""People choose what they may do without, signed in or by a link alone."""

import re

import pytest

from incubator.core import outbox
from incubator.core.outbox import MailStatus
from incubator.domain import mails
from incubator.domain.mail_kinds import MailCategory
from incubator.domain.models import MailPreference
from incubator.mailing.tokens import unsubscribe_address
from tests.factories import make_person, make_project


@pytest.fixture
def owner(session, organisation):
    return make_person(session, organisation)


@pytest.fixture
def leave(session, call, owner):
    project = make_project(session, call, owner=owner)

    def write():
        row = outbox.queue(session, mails.member_left(session, project, owner, "Awa")[0])
        session.commit()
        return row

    return write


def test_one_press_in_the_mail_program_is_enough(session, owner, leave, visitor) -> None:
    row = leave()
    assert row.unsubscribe in row.body and row.status is MailStatus.WAITING
    path = re.sub(r"^https?://[^/]+", "", row.unsubscribe)
    assert "Un geste suffit" in visitor.get(path).text
    assert session.get(MailPreference, owner.id) is None, "opening the link switches nothing off"

    visitor.app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = visitor.post(path, {"List-Unsubscribe": "One-Click"})
    finally:
        visitor.app.config["WTF_CSRF_ENABLED"] = False
    assert page.status == 200 and "Vous ne recevrez plus ces courriels" in page.text
    assert leave().status is MailStatus.UNWANTED

    assert "Vous recevrez de nouveau" in visitor.post(path, {"undo": "1"}).text
    session.expire_all()
    assert leave().status is MailStatus.WAITING


def test_a_link_not_signed_by_us_opens_nothing(visitor) -> None:
    assert visitor.post("/unsubscribe/abc.def").status == 404


def test_profile_says_when_and_what(session, owner, leave, sign_in, visitor) -> None:
    page = sign_in(owner).post("/profile/e-mails", {"pace": "daily", "wanted": ["team", "calls"]})
    assert "enregistrés" in page.text
    choice = session.get(MailPreference, owner.id)
    assert choice.off == ["reminders", "programme"]
    assert leave().status is MailStatus.HELD
    visitor.post(re.sub(r"^https?://[^/]+", "", leave().unsubscribe))
    session.refresh(choice)
    assert (choice.pace, choice.off) == ("daily", ["reminders", "programme", "team"])  # the rest stays chosen
    assert sign_in(owner).post("/profile/e-mails", {"pace": "never"}).status == 422


def test_letters_one_needs_have_no_such_link(session, call, owner) -> None:
    project = make_project(session, call, owner=owner)
    session.add(MailPreference(person_id=owner.id, pace="daily", off=["calls", "team", "reminders", "programme"]))
    row = outbox.queue(session, mails.submission_receipt(session, project, "")[0])
    assert not row.unsubscribe and row.status is MailStatus.WAITING


def test_no_link_switches_off_what_one_needs(session, owner, visitor) -> None:
    """Even one that we would have signed."""
    address = unsubscribe_address(owner, MailCategory.NECESSARY)

    assert visitor.post(re.sub(r"^https?://[^/]+", "", address)).status == 404
    assert session.get(MailPreference, owner.id) is None
