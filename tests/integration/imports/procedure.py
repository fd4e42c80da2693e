"""What a programme manager does with a procedure."""

from tests.integration.imports.conftest import Desk, work
from tests.integration.imports.demarches import Instance


def link(desk: Desk, instance: Instance, **values: str) -> str:
    url = f"/calls/{desk.call.code}/imports/demarche"
    page = desk.client.post(url, {"address": instance.address, "number": "1234", **values})
    assert page.status == 200, page.text
    return url


def synchronise(desk: Desk) -> str:
    """Press the button, let the worker work, return the text of the page that follows."""
    desk.client.post(f"/calls/{desk.call.code}/imports/demarche/synchronise")
    work()
    return desk.client.get(f"/imports/{desk.run().id}").text


def first_import(desk: Desk, instance: Instance) -> None:
    link(desk, instance)
    synchronise(desk)
    desk.choose(desk.client.get(f"/imports/{desk.run().id}"))
    desk.start()
