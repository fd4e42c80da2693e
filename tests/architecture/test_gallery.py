"""The gallery shows every component, and nobody sees it outside development."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from incubator.domain.states import State
from tests.programs import Programs

ROOT = Path(__file__).parents[2]
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))


def called(tree: nodes.Template) -> set[str]:
    """Return the macros a template calls, under their own names."""
    names = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    imports = [name for found in tree.find_all(nodes.FromImport) for name in found.names]
    renamed = {given: own for own, given in (name for name in imports if isinstance(name, tuple))}
    return {renamed.get(name, name) for name in names}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_the_gallery_shows_every_component(shared_app: Flask, path: Path) -> None:
    component = shared_app.jinja_env.parse(path.read_text())
    gallery = shared_app.jinja_env.parse((ROOT / "templates" / "gallery" / "index.html").read_text())
    macros = {macro.name for macro in component.find_all(nodes.Macro) if not macro.name.startswith("_")}

    assert macros - called(gallery) - called(component) == set()


def test_the_gallery_shows_every_state_and_every_kind_of_field(shared_app: Flask) -> None:
    page = shared_app.test_client().get("/gallery").text

    assert [state for state in State if str(state.label) not in page] == []
    for mark in ('aria-invalid="true"', 'type="radio"', 'type="checkbox"', "<select", "<textarea", 'type="file"'):
        assert mark in page


def test_the_gallery_is_for_development_alone(tmp_path: Path) -> None:
    """In processes of their own: an application takes the one database of its process."""
    programs = Programs(tmp_path)
    routes = {development: programs.run("routes", DEVELOPMENT=development).stdout for development in ("0", "1")}

    assert "public.home" in routes["0"]
    assert {development: "gallery.index" in found for development, found in routes.items()} == {"0": False, "1": True}
