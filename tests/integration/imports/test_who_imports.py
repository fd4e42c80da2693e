"""Who may import, and whoever stays away from a dossier."""

from collections.abc import Callable

import pytest

from incubator.domain.kinds import Role
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.imports.conftest import HAIES, VELOS, Desk, lines


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.COMMITTEE_MEMBER, None])
def test_imports_are_the_programme_managers_alone(
    desk: Desk, sign_in: Callable[..., PageClient], role: Role | None
) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    person = make.make_staff(desk.session, desk.call, role) if role else make.make_person(desk.session)
    desk.session.commit()
    client, url = sign_in(person), f"/imports/{desk.run().id}"

    for path in ("", "/columns", "/errors", "/progress"):
        assert client.get(url + path).status in (403, 404)
    for path in ("/start", "/stop", "/undo", "/sheet", "/mapping"):
        assert client.post(url + path).status in (403, 404)
    at = f"/calls/{desk.call.code}/imports"
    for path in ("", "/demarche"):
        assert client.get(at + path).status in (403, 404)
    for path in ("", "/demarche", "/demarche/synchronise"):
        assert client.post(at + path).status in (403, 404)
    assert "Importer des dossiers" not in client.get(f"/calls/{desk.call.code}/screening").text
    assert "Importer des dossiers" in desk.client.get(f"/calls/{desk.call.code}/screening").text


def test_whoever_stays_away_from_a_dossier_neither_changes_it_nor_reads_it(
    desk: Desk, sign_in: Callable[..., PageClient]
) -> None:
    desk.bring(lines([VELOS, HAIES]))
    velos, _haies = desk.projects()
    other = make.make_staff(desk.session, desk.organisation, Role.PROGRAMME_MANAGER)
    make.declare_conflict(desk.session, other, velos)
    desk.session.commit()
    desk.choose(desk.upload(lines([[*VELOS[:5], "x" * 161, "secret"], [*HAIES[:6], "autre"]])))
    client = sign_in(other)
    url = f"/imports/{desk.run().id}"

    pages = client.get(url).text + client.get(f"{url}/columns").text + client.get(f"{url}/errors").raw.decode()
    desk.start()
    run = desk.run()
    run.details = {**run.details, "files_refused": [["1", "Vélos.pdf est trop lourd."], ["2", "Haies.pdf aussi."]]}
    desk.session.commit()
    pages += client.get(url).text + client.get(f"{url}/errors").raw.decode()
    assert "Vélos" not in pages
    assert "Haies" in pages and "Haies.pdf aussi." in pages
    client.client.post(f"/calls/{desk.call.code}/imports")
    away = Desk(desk.session, desk.organisation, desk.call, other, client)
    away.choose(away.upload(lines([[*VELOS[:6], "secret"]])))
    away.start()

    assert desk.answer(velos, "problem") == "300 chutes"
