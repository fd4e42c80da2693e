"""A procedure of Démarches Simplifiées is fetched, followed, and what goes wrong with it is said."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from incubator.core import clock, jobs
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.models import DemarcheLink, ImportRun, JournalEntry, Project
from incubator.domain.states import State
from incubator.imports.demarches import addresses, client, public_http, syncing
from tests import factories as make
from tests.integration.imports.conftest import Desk, work
from tests.integration.imports.demarches import Instance, dossier
from tests.integration.imports.procedure import first_import, link, synchronise


def test_a_procedure_is_fetched_by_the_hundred_then_seen_then_written(desk: Desk, instance: Instance) -> None:
    instance.dossiers = [dossier(n) for n in range(1, 251)]
    instance.dossiers[0]["dateDerniereModification"] = "2026-05-07T10:00:00+02:00"
    instance.dossiers[2]["champs"] += [
        {"id": "F", "__typename": "PieceJustificativeChamp", "label": "Budget", "files": [{"filename": "b.pdf"}]},
        {
            "id": "R",
            "__typename": "RepetitionChamp",
            "label": "Quel problème ?",
            "rows": [{"champs": [{"label": "Nom", "stringValue": "Eva"}, {"label": "Rôle", "stringValue": "juriste"}]}],
        },
    ]

    first_import(desk, instance)

    assert [asked.get("after") for asked in instance.asked] == [None, "100", "200"]
    assert desk.session.scalars(select(DemarcheLink.since)).one() == "2026-05-07T10:00:00+02:00"  # of all the pages
    projects = desk.projects()
    assert [project.import_key for project in projects] == [str(n) for n in range(1, 251)]
    assert (projects[0].title, projects[0].state) == ("Projet 1", State.SUBMITTED)
    assert desk.answer(projects[0], "problem") == "300 chutes"
    assert desk.run().labels[-2:] == ["Budget", "Quel problème ? (2)"]


def test_changes_are_followed_by_identifier_and_deletions_withdraw(desk: Desk, instance: Instance) -> None:
    others = make.make_call(desk.session, desk.organisation)
    for number in (1, 3):  # the same numbers, in another call
        make.make_project(desk.session, others, import_key=str(number))
    instance.dossiers = [dossier(n) for n in (1, 2, 3, 4, 6)]
    first_import(desk, instance)
    assert len(desk.projects()) == 5
    desk.session.execute(update(Project).where(Project.import_key == "6").values(state=State.NOT_ADMISSIBLE))
    desk.session.commit()
    instance.asked.clear()
    later = "2026-05-02T10:00:00+02:00"
    changed = dossier(2, later, answers={"Quel problème ?": "400 chutes"})
    changed["champs"][-1]["label"] = "Le problème, dit autrement"
    instance.dossiers = [dossier(1), changed, dossier(5, later)]
    instance.deleted, instance.pending = [{"number": 3}, {"number": 99}, {"number": 6}], [{"number": 4}]

    page = synchronise(desk)

    assert instance.asked[0]["updatedSince"] == "2026-05-01T10:00:00+02:00"
    assert instance.asked[-1]["deletedSince"] == "2026-05-01T10:00:00+02:00"
    projects = desk.projects()
    here, gone = State.SUBMITTED, State.WITHDRAWN
    assert [p.state for p in projects] == [here, here, gone, gone, State.NOT_ADMISSIBLE, here]
    theirs = select(Project.state).where(Project.call_id == others.id)
    assert desk.session.scalars(theirs).all() == [here, here]
    assert desk.answer(projects[1], "problem") == "400 chutes"
    run = desk.run()
    assert (run.created, run.updated, run.unchanged, run.withdrawn) == (1, 1, 1, 2)
    assert "Compte rendu de l’import" in page
    assert "Il ne s’annule plus : 2 de ses dossiers ont changé" in page  # nothing gives a dossier back its state
    notes = desk.session.scalars(select(JournalEntry.note).where(JournalEntry.event == "withdraw"))
    assert set(notes) == {"Dossier supprimé dans Démarches Simplifiées"}


def trouble(status: int, body: bytes = b"{}", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, body


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([trouble(401)], "Le jeton n’est pas reconnu"),
        ([trouble(403)], "n’ouvre pas la démarche 1234"),
        ([trouble(200, b'{"errors": [{"extensions": {"code": "unauthorized"}}]}')], "Le jeton n’est pas reconnu"),
        ([trouble(404)], "ne répond pas comme Démarches Simplifiées (réponse 404)"),
        ([trouble(302, Location="http://127.0.0.1:1/")], "ne répond pas comme Démarches Simplifiées (réponse 302)"),
        ([trouble(200, b"<html>")], "ne répond pas comme Démarches Simplifiées"),
        ([trouble(200, b'{"data": {"demarche": null}}')], "La démarche 1234 n’existe pas"),
        (
            [trouble(200, b'{"errors": [{"message": "x", "extensions": {"code": "forbidden"}}], "data": null}')],
            "n’ouvre pas la démarche 1234",
        ),
        ([trouble(200, b'{"errors": [{"message": "Unknown field"}]}')], "refuse la demande : Unknown field"),
        (
            [trouble(200, b'{"errors": [{"message": "Half"}], "data": {"demarche": {"dossiers": {"nodes": []}}}}')],
            "refuse la demande : Half",
        ),
        (
            [trouble(200, b'{"data": {"demarche": {"dossiers": {"nodes": [{"number": "x"}]}}}}')],
            "n’a pas la forme attendue",
        ),
        ([trouble(429, Retry_After="0")] * 5, "demande d’attendre"),
    ],
)
def test_troubles_are_said_plainly(
    desk: Desk, instance: Instance, answers: list[tuple[int, dict[str, str], bytes]], sentence: str
) -> None:
    instance.troubles = list(answers)
    link(desk, instance)

    page = synchronise(desk)

    assert sentence in page
    assert desk.run().status is ImportStatus.FAILED


def test_asking_too_fast_waits_what_is_asked_and_goes_on(
    desk: Desk, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(jobs.Task, "pause", lambda _task, seconds: waits.append(seconds))
    instance.dossiers = [dossier(1)]
    clock.freeze(clock.now().replace(microsecond=0))
    soon = format_datetime(clock.now() + timedelta(seconds=40), usegmt=True)
    asked = [{"Retry_After": "7"}, {}, {"Retry_After": soon}, {"Retry_After": "9999"}]
    instance.troubles = [trouble(503, **one) for one in asked]
    link(desk, instance)

    synchronise(desk)

    assert waits == [7.0, 20.0, 40.0, 300.0]
    assert (desk.run().status, desk.run().total) == (ImportStatus.TO_MAP, 1)


def test_no_more_than_four_hundred_questions_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(client.time, "sleep", slept.append)
    monkeypatch.setattr(client.time, "monotonic", lambda: 100.0)
    monkeypatch.setattr(client.Client, "_post", lambda *_, **__: (200, {}, b'{"data": {"demarche": {"number": 1}}}'))
    asking = client.Client("https://x.example", "t", 1, False, lambda _seconds: None)

    for _time in range(3):
        asking.page()

    assert slept == [pytest.approx(0.15)] * 2


def test_without_a_token_the_page_names_the_variable(
    desk: Desk, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = addresses.token_name(desk.call.code)
    url = link(desk, instance)
    assert "Le jeton est en place" in desk.client.get(url).text
    monkeypatch.delenv(name)

    assert name in desk.client.get(url).text
    assert name in synchronise(desk)
    assert instance.asked == []


def test_another_procedure_is_fetched_from_its_beginning(desk: Desk, instance: Instance) -> None:
    instance.dossiers = [dossier(1)]
    first_import(desk, instance)
    link(desk, instance, review="y")
    synchronise(desk)  # its columns are seen again, while…
    link(desk, instance, number="5678")
    desk.choose(desk.client.get(f"/imports/{desk.run().id}"))
    desk.start()
    instance.asked.clear()

    synchronise(desk)

    assert [(one["demarcheNumber"], one.get("updatedSince")) for one in instance.asked] == [(5678, None)]
    assert desk.run().status is ImportStatus.TO_MAP
    desk.client.post(f"/calls/{desk.call.code}/imports/demarche/synchronise")
    link(desk, instance)  # before the worker came
    work()
    assert "Une autre démarche remplit maintenant cet appel" in desk.client.get(f"/imports/{desk.run().id}").text
    assert len(instance.asked) == 1


def test_an_instance_that_is_away_is_said(desk: Desk, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(jobs.Task, "pause", lambda _task, seconds: waits.append(seconds))
    instance.server.shutdown()
    instance.server.server_close()
    url = link(desk, instance)
    desk.client.post(f"{url}/synchronise")  # pressed twice

    assert "ne répond pas : vérifiez l’adresse" in synchronise(desk)
    assert len(waits) == client.TRIES - 1
    assert desk.session.scalar(select(func.count()).select_from(ImportRun)) == 1


def test_the_daily_run_is_asked_once_a_day_once_columns_are_chosen(desk: Desk, instance: Instance) -> None:
    instance.dossiers = [dossier(1)]
    link(desk, instance, daily="y")
    jobs.queue_what_is_due(lambda: desk.session)
    work()
    assert instance.asked == []  # nobody has chosen the columns
    synchronise(desk)
    desk.choose(desk.client.get(f"/imports/{desk.run().id}"))
    desk.start()
    instance.asked.clear()

    syncing.queue_daily(desk.session)
    assert len(instance.asked) == 0  # asked a moment ago
    desk.session.execute(update(DemarcheLink).values(asked_at=clock.now() - timedelta(days=2)))
    desk.session.commit()
    for _hour in range(2):
        syncing.queue_daily(desk.session)
        desk.session.commit()
        work()

    assert len(instance.asked) == 3  # one run: dossiers, and what was deleted
    assert (desk.run().person_id, desk.run().status) == (None, ImportStatus.DONE)
    assert "La synchronisation de chaque jour" in desk.client.get(f"/imports/{desk.run().id}").text


@pytest.mark.parametrize(
    "address",
    ["http://demarches.example", "https://127.0.0.1", "https://localhost", "https://u:p@a.example", "https://a.example:22",
     "ftp://a.example", "demarches", "https://[::1]/", "https://a.example/?x=1"],
)  # fmt: skip
def test_outside_development_only_https_names_are_taken(app: Flask, desk: Desk, address: str) -> None:
    app.testing = False
    try:
        assert addresses.refusal_of(address)
        assert addresses.refusal_of("https://demarche.numerique.gouv.fr") == ""
    finally:
        app.testing = True


def test_private_machines_are_never_connected_to(instance: Instance) -> None:
    import requests

    asking = public_http.session(local=False)
    asking.mount("http://", public_http.PublicOnly())  # even were it spoken

    with pytest.raises(public_http.PrivateAddress):
        asking.get(instance.address)
    with pytest.raises(requests.exceptions.InvalidSchema):
        public_http.session(local=False).get(instance.address)
    assert instance.asked == []
