"""What is true of every route."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from incubator.core.permissions import Guard

# Pages of the framework, which carry no guard of ours.
FRAMEWORK = {"static": "files of the interface", "bootstrap.static": "files of an installed package"}
# Open to all. A page joins this list with its reason, in its own `@public("…")`.
PUBLIC = {
    "accounts.become",
    "accounts.link_sent",
    "accounts.mailbox",
    "accounts.open_link",
    "accounts.sign_in",
    "accounts.switch_language",
    "accounts.switch_scheme",
    "agreement.answer",
    "mailing.unsubscribe",
    "public.accessibility",
    "public.call",
    "public.home",
    "public.legal",
    "public.logo",
    "public.privacy",
    "public.showcase",
    "public.theme",
    "submission.invitation",
}


@pytest.fixture
def routes(shared_app: Flask) -> list[Rule]:
    return [rule for rule in shared_app.url_map.iter_rules() if rule.endpoint not in FRAMEWORK]


def test_every_view_carries_a_guard(shared_app: Flask, routes: list[Rule]) -> None:
    bare = [rule.endpoint for rule in routes if not hasattr(shared_app.view_functions[rule.endpoint], "guard")]

    assert bare == [], "Put @guard(policy.…) on these views, or @public with its reason."


def test_public_pages_are_those_of_the_list(shared_app: Flask, routes: list[Rule]) -> None:
    guards: dict[str, Guard] = {rule.endpoint: shared_app.view_functions[rule.endpoint].guard for rule in routes}  # type: ignore[attr-defined]

    assert {endpoint for endpoint, guard in guards.items() if guard.may is None} - {"gallery.index"} == PUBLIC
    assert all(guard.reason for guard in guards.values() if guard.may is None)


def test_addresses_are_kebab_case_and_typed(routes: list[Rule]) -> None:
    for rule in routes:
        words = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", words), f"{rule.rule}: lower case and hyphens"
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
            assert converter == "uuid" or not name.endswith("_id"), f"{rule.rule}: {name} must be <uuid:{name}>"


def test_a_page_that_shows_a_form_also_takes_it(routes: list[Rule]) -> None:
    for rule in routes:
        assert rule.methods is not None
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, f"{rule.rule}: pages are read and posted"
