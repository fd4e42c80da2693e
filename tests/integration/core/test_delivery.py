"""No message is lost and none goes twice, whoever is killed: real processes, a real mail server, both databases.

A worker killed while the server still thinks leaves a claim, which runs out after five minutes: `let_claims_run_out`
moves the row instead of waiting.
"""

import json
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.db import make_engine
from incubator.core.outbox import MailStatus, OutboxEmail
from tests.programs import MailServer, Programs, flask, wait_until

LOOP = ("deliver-mail", "--loop", "--json")


@pytest.fixture
def engine(installed: Programs) -> Iterator[Engine]:
    engine = make_engine(installed.settings["DATABASE_URL"]).execution_options(writing=True)
    yield engine
    engine.dispose()


@pytest.fixture
def worker(installed: Programs, mail_server: MailServer) -> Programs:
    """The program that sends, told of the mail server."""
    installed.settings |= mail_server.settings
    return installed


def put(engine: Engine, count: int) -> set[str]:
    """Put messages in the outbox; return their Message-IDs."""
    with Session(engine) as session:
        rows = [
            OutboxEmail(
                id=uuid.uuid4(), name="test", recipient=f"agent{n}@tests.example", language="fr",
                subject=f"Votre dossier nº {n} est arrivé", body="Bonjour,\n\nC’est noté.\n",
            )
            for n in range(count)
        ]  # fmt: skip
        session.add_all(rows)
        session.commit()
        return {f"<{row.id}@incubator>" for row in rows}


def count(engine: Engine, status: MailStatus) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(OutboxEmail.status == status)) or 0


def let_claims_run_out(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(update(OutboxEmail).values(claimed_until=OutboxEmail.created_at))
        session.commit()


def test_long_subject_arrives_letter_for_letter(worker: Programs, mail_server: MailServer, engine: Engine) -> None:
    subject = (
        "Vous êtes invités à présenter « Être reçu au guichet quand on est sourd, sans amener son enfant » au jury"
    )
    put(engine, 1)
    with Session(engine) as session:
        session.execute(update(OutboxEmail).values(subject=subject))
        session.commit()

    worker.run("deliver-mail")

    assert [str(message["Subject"]) for message in mail_server.accepted] == [subject]


def test_messages_leave_as_they_were_written(worker: Programs, mail_server: MailServer, engine: Engine) -> None:
    ids = put(engine, 3)

    done = worker.run("deliver-mail", "--json")

    assert json.loads(done.stdout) == {"sent": 3, "failed": 0}
    assert [str(message["Message-ID"]) in ids for message in mail_server.accepted] == [True] * 3
    first = mail_server.accepted[0]
    assert first["Subject"] == "Votre dossier nº 0 est arrivé"
    assert first["To"] == "agent0@tests.example"
    assert first["From"] == "incubateur@tests.example"
    assert first.get_content().splitlines() == ["Bonjour,", "", "C’est noté."]
    assert count(engine, MailStatus.SENT) == 3


def test_worker_killed_again_and_again_loses_nothing_and_repeats_nothing(
    worker: Programs, mail_server: MailServer, engine: Engine
) -> None:
    ids = put(engine, 12)
    mail_server.pause = 0.05

    for gone in (2, 2, 5, 11):  # a message held, then the same one again, then others
        mail_server.hold_from = gone
        with worker.running(*LOOP) as process:
            wait_until(lambda: mail_server.in_hand.is_set() and len(mail_server.accepted) == gone, "a message in hand")  # noqa: B023
            process.kill()
        mail_server.in_hand.clear()
        let_claims_run_out(engine)
    mail_server.hold_from = 12
    with worker.running(*LOOP):
        wait_until(lambda: count(engine, MailStatus.SENT) == 12, "the last message sent")

    assert mail_server.counted() == dict.fromkeys(ids, 1)


def test_claim_of_a_dead_worker_holds_for_five_minutes_and_no_longer(
    worker: Programs, mail_server: MailServer, engine: Engine
) -> None:
    put(engine, 1)
    mail_server.hold_from = 0
    with worker.running(*LOOP) as process:
        wait_until(mail_server.in_hand.is_set, "a message in the server's hands")
        process.kill()

    with Session(engine) as session:
        row = session.scalars(select(OutboxEmail)).one()
        assert (row.status, row.attempts) == (MailStatus.WAITING, 1)
        assert row.claimed_until is not None
        assert timedelta(minutes=4) < row.claimed_until - clock.now() <= outbox.CLAIM
        assert outbox.claim(session, limit=1) == []
        with clock.moved_to(row.claimed_until + timedelta(seconds=1)):
            assert outbox.claim(session, limit=1) == [row.id]


def test_killed_between_the_servers_answer_and_the_record_it_goes_again_under_the_same_id(
    worker: Programs, mail_server: MailServer, engine: Engine
) -> None:
    """The one instant in which a message can go twice: a lock on its row makes it last."""
    (message_id,) = put(engine, 1)
    mail_server.pause = 1.0
    with worker.running(*LOOP) as process:
        wait_until(mail_server.in_hand.is_set, "a message in the server's hands")
        with Session(engine) as session:
            session.execute(update(OutboxEmail).values(last_error="held"))
            wait_until(lambda: mail_server.accepted, "the message accepted")
            time.sleep(0.3)
            process.kill()
            session.rollback()
    let_claims_run_out(engine)

    worker.run("deliver-mail")

    assert mail_server.counted() == {message_id: 2}
    assert count(engine, MailStatus.SENT) == 1


def test_asked_to_stop_it_finishes_the_message_in_hand_and_begins_no_other(
    worker: Programs, mail_server: MailServer, engine: Engine
) -> None:
    put(engine, 3)
    mail_server.pause = 1.5

    with worker.running(*LOOP) as process:
        wait_until(mail_server.in_hand.is_set, "a message in the server's hands")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0

    assert len(mail_server.accepted) == 1
    assert (count(engine, MailStatus.SENT), count(engine, MailStatus.WAITING)) == (1, 2)


def test_two_workers_at_once_share_the_messages(worker: Programs, mail_server: MailServer, engine: Engine) -> None:
    ids = put(engine, 40)
    mail_server.pause = 0.1

    with worker.running("deliver-mail", "--json") as one, worker.running("deliver-mail", "--json") as other:
        told = [json.loads(process.stdout) for process in (one, other) if process.wait() == 0]

    assert mail_server.counted() == dict.fromkeys(ids, 1)
    assert sum(one["sent"] for one in told) == 40
    assert all(one["sent"] > 0 for one in told)


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted, try again later", "550 5.1.1 No such mailbox"])
def test_what_the_server_refuses_waits_and_is_tried_again(
    worker: Programs, mail_server: MailServer, engine: Engine, answer: str
) -> None:
    ids = put(engine, 2)
    mail_server.answer = lambda message: answer if "0" in str(message["Subject"]) else "250 OK"

    done = worker.run("deliver-mail", "--json")

    assert json.loads(done.stdout) == {"sent": 1, "failed": 1}
    with Session(engine) as session:
        row = session.scalars(select(OutboxEmail).where(OutboxEmail.status == MailStatus.WAITING)).one()
        assert answer[4:] in row.last_error
        assert timedelta(0) < row.available_at - clock.now() <= outbox.FIRST_RETRY
        row.available_at = clock.now()
        session.commit()
    mail_server.answer = lambda _message: "250 OK"
    worker.run("deliver-mail")
    assert mail_server.counted() == dict.fromkeys(ids, 1)


def test_server_that_hangs_up_after_its_answer_is_not_asked_again(
    worker: Programs, mail_server: MailServer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiosmtpd.smtp import SMTP

    async def hang_up(server: SMTP, _argument: str) -> None:
        server.transport.close()

    monkeypatch.setattr(SMTP, "smtp_QUIT", hang_up)
    ids = put(engine, 1)

    assert json.loads(worker.run("deliver-mail", "--json").stdout) == {"sent": 1, "failed": 0}
    assert mail_server.counted() == dict.fromkeys(ids, 1)


def test_worker_survives_a_database_that_goes_away(worker: Programs, mail_server: MailServer, engine: Engine) -> None:
    with Session(engine) as session, worker.running(*LOOP) as process:
        session.execute(update(OutboxEmail).values(attempts=0))
        session.connection().exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_away")
        session.commit()
        time.sleep(4)
        session.connection().exec_driver_sql("ALTER TABLE outbox_away RENAME TO outbox")
        session.commit()
        ids = put(engine, 1)
        wait_until(lambda: count(engine, MailStatus.SENT) == 1, "the message sent")
        assert process.poll() is None

    assert mail_server.counted() == dict.fromkeys(ids, 1)


def test_without_a_server_nothing_leaves_and_nothing_is_lost(installed: Programs, engine: Engine) -> None:
    put(engine, 1)

    done = installed.run("deliver-mail")

    assert done.returncode == 1
    assert done.stderr == "Erreur : MAIL_SERVER ne nomme aucun serveur de courriel : les messages attendent.\n"
    assert count(engine, MailStatus.WAITING) == 1


def test_worker_goes_with_the_process_it_serves(worker: Programs, engine: Engine) -> None:
    command = " ".join(flask(*LOOP, "--while-process", "$$"))
    shell = subprocess.Popen(
        ["/bin/sh", "-c", f"{command} & echo $!; wait"], env=worker.environment(), stdout=subprocess.PIPE, text=True
    )
    assert shell.stdout is not None
    child = int(shell.stdout.readline())
    time.sleep(3)
    shell.kill()
    shell.wait()
    shell.stdout.close()

    wait_until(lambda: not exists(child), "the end of the worker", within=15)


def exists(process: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.startswith("Z")
