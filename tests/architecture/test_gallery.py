"""The gallery shows every component, and nobody sees it outside development."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from incubator.domain.states import State

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
    """In a process of its own: an application takes the one database of its process."""
    code = "from incubator import create_app; print('gallery.index' in create_app().view_functions)"
    answers = {}
    for development in ("0", "1"):
        surroundings = {"PATH": "", "INSTANCE_PATH": str(tmp_path), "DEVELOPMENT": development}
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True)
        answers[development] = done.stdout.strip()

    assert answers == {"0": "False", "1": "True"}
