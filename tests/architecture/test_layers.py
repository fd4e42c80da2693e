"""Rules about code that the import contracts cannot say."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from incubator.cli.messages import KEYWORDS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "incubator"
FILE_LIMIT, FUNCTION_LIMIT, TEMPLATE_LIMIT = 300, 35, 110
# Tables of words, the one page of permissions: cutting them would hide the whole.


@cache
def read(path: Path) -> tuple[str, ast.Module, str]:
    """Return a file's name in the package, its code and its text, read once for all rules."""
    text = path.read_text()
    return str(path.relative_to(PACKAGE)), ast.parse(text), text


def modules(pattern: str = "*.py") -> Iterator[tuple[str, ast.Module, str]]:
    return map(read, sorted(PACKAGE.rglob(pattern)))


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in nodes(tree) if isinstance(node, ast.FunctionDef))


def test_files_and_functions_stay_small() -> None:
    for name, tree, text in modules():
        assert text.count("\n") <= FILE_LIMIT, f"{name} has more than {FILE_LIMIT} lines"
        for function in functions(tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            assert length <= FUNCTION_LIMIT, f"{name}:{function.name} has {length} lines"


def test_templates_stay_small() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "components" in path.parts or "gallery" in path.parts:
            continue
        assert path.read_text().count("\n") <= TEMPLATE_LIMIT, f"{path.name} has more than {TEMPLATE_LIMIT} lines"


def test_operations_take_a_session_and_an_actor_and_never_commit() -> None:
    for name, tree, text in modules("operations*.py"):
        assert ".commit(" not in text, f"{name} commits: the guard does"
        for function in functions(tree):
            if function.name.startswith("_"):
                continue
            assert function.args.args[:1] and function.args.args[0].arg == "session", f"{name}:{function.name}"
            assert len(function.args.args) == 1, f"{name}:{function.name}: all but the session by keyword"


def test_only_move_changes_a_state() -> None:
    allowed = {"domain/lifecycle.py"}
    for name, tree, _text in modules():
        for node in nodes(tree):
            if isinstance(node, ast.Assign) and name not in allowed and not name.startswith(("demo/", "transfer/")):
                for target in node.targets:
                    assert not (isinstance(target, ast.Attribute) and target.attr == "state"), f"{name}:{node.lineno}"


def test_only_the_clock_tells_the_time() -> None:
    for name, _tree, text in modules():
        if name in {"core/clock.py", "core/rate_limits.py"}:
            continue
        assert "datetime.now(" not in text and "date.today(" not in text and "utcnow(" not in text, name


def test_the_day_of_a_moment_is_the_one_people_count() -> None:
    """Moments come in UTC from the database: their own `date()` is the day before, in the evening of Paris."""
    for name, _tree, text in modules():
        assert "_at.date()" not in text, f"{name}: use clock.day_of"


def test_public_functions_carry_docstrings() -> None:
    for name, tree, _text in modules():
        if not ast.get_docstring(tree):
            raise AssertionError(f"{name} says nothing of itself")
        if name.endswith("views.py") or "/views/" in name or "models" in name:
            continue
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                assert ast.get_docstring(function), f"{name}:{function.name}"


def test_every_name_given_to_a_translation_is_one_that_texts_are_collected_by() -> None:
    unknown = {
        f"{name}: {alias.asname}"
        for name, tree, _text in modules()
        for node in nodes(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "incubator.core.i18n"
        for alias in node.names
        if alias.name in ("_", "lazy", "gettext", "ngettext") and (alias.asname or alias.name) not in KEYWORDS
    }
    assert unknown == set()
