"""What the mail server refuses: growing pauses, ten attempts, then somebody must look."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.db import db
from incubator.core.outbox import Email, MailStatus, OutboxEmail

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def refuse(_email: OutboxEmail) -> None:
    raise smtplib.SMTPRecipientsRefused({"agent@tests.example": (451, b"later")})


def deliver(send: Callable[[OutboxEmail], None] = refuse) -> tuple[int, int]:
    return outbox.deliver(lambda: db.new_session(writing=True), send)


def put(session: Session) -> OutboxEmail:
    row = outbox.queue(session, Email("sign_in_unknown", "agent@tests.example", "fr"))
    row.created_at = row.available_at = NOON
    session.commit()
    return row


def test_pauses_double_and_the_tenth_refusal_is_the_last(app: Flask, session: Session) -> None:
    row, moment, pauses = put(session), NOON, []

    for _ in range(10):
        clock.freeze(moment)
        assert deliver() == (0, 1)
        session.refresh(row)
        pauses.append((row.available_at - moment) / timedelta(minutes=1))
        clock.freeze(row.available_at - timedelta(seconds=1))
        assert deliver() == (0, 0), "sent before its time"
        moment = row.available_at

    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert (row.status, row.attempts) == (MailStatus.FAILED, 10)
    assert "451" in row.last_error
    clock.freeze(moment + timedelta(days=30))
    assert deliver() == (0, 0)


def test_message_given_up_goes_when_asked_again(app: Flask, session: Session) -> None:
    row = put(session)
    row.status, row.attempts, row.available_at = MailStatus.FAILED, 10, NOON + timedelta(days=1)
    session.commit()
    clock.freeze(NOON + timedelta(hours=1))

    assert outbox.revive(session) == 1
    session.commit()

    assert deliver(lambda _email: None) == (1, 0)
    session.refresh(row)
    assert (row.status, row.attempts, row.last_error) == (MailStatus.SENT, 1, "")


def test_one_refusal_does_not_keep_the_others(app: Flask, session: Session) -> None:
    refused, taken = put(session), put(session)

    def send(email: OutboxEmail) -> None:
        if email.id == refused.id:
            refuse(email)

    assert deliver(send) == (1, 1)
    session.refresh(taken)
    assert taken.status is MailStatus.SENT
