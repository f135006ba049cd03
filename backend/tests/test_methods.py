"""Methods: three are allowed, and other methods get a 405 that lists them."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.twins import Twins, heading


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_response_names_the_method(twins: Twins, method: str) -> None:
    pair = twins.open(method, "/method")
    assert heading(pair.page) == f"This is a {method} message."
    assert pair.json == {"method": method, "message": f"This is a {method} message."}


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X!Y"])
def test_any_other_is_refused(twins: Twins, method: str) -> None:
    pair = twins.open(method, "/method")
    assert pair.page.status_code == 405
    assert allowed(pair.page.headers["Allow"]) == {"GET", "HEAD", "OPTIONS", "POST", "PUT"}


def test_options_and_head_are_answered_by_flask(twins: Twins) -> None:
    options = twins.page.options("/method")
    assert allowed(options.headers["Allow"]) == {"GET", "HEAD", "OPTIONS", "POST", "PUT"}
    head = twins.page.head("/method")
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0


def test_there_are_rules_to_try(rules: list[Rule]) -> None:
    """The tests below loop over these rules: pages, twins, and rules with every converter."""
    assert len(rules) == len({rule.rule for rule in rules}) > 100
    assert {"/", "/method", "/api/method", "/static/<path:filename>", "/api/wire"} <= {rule.rule for rule in rules}
    assert {type(converter).__name__ for rule in rules for converter in rule._converters.values()} == set(VALUES)


def test_405_names_the_methods_of_every_rule(app: Flask, rules: list[Rule]) -> None:
    """RFC 9110, section 15.5.6, requires the Allow header."""
    client = app.test_client()
    wrong = {}
    for rule in limited(rules):
        answer = client.open(path_of(rule), method="PROPFIND", buffered=True)
        taken = {method for each in app.url_map.iter_rules() if each.rule == rule.rule for method in each.methods or ()}
        found = (answer.status_code, allowed(answer.headers.get("Allow", "")))
        if found != (405, taken):
            wrong[rule.rule] = found
    assert wrong == {}


def test_options_names_the_methods_of_every_rule(app: Flask, rules: list[Rule]) -> None:
    client = app.test_client()
    wrong = {}
    for rule in limited(rules):
        answer = client.options(path_of(rule), buffered=True)
        taken = {method for each in app.url_map.iter_rules() if each.rule == rule.rule for method in each.methods or ()}
        expected = set() if rule.rule in ANSWERS_OPTIONS_ITSELF else taken
        found = (answer.status_code, allowed(answer.headers.get("Allow", "")))
        if found not in ((200, expected), (204, set())) or (found[0] == 204 and expected):
            wrong[rule.rule] = found
    assert wrong == {}


ANSWERS_OPTIONS_ITSELF = {"/lab/origins", "/api/lab/origins", "/origins/answer", "/api/origins/answer"}
"""These answer preflights themselves, some with a 204."""

VALUES = {
    "UnicodeConverter": "a",
    "IntegerConverter": 302,
    "Float": 1.5,
    "PathConverter": "a/b",
    "AnyPath": "//a",
    "UUIDConverter": UUID(int=1),
    "AnyConverter": "current",
}
"""A value that each converter accepts."""


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    """Return one rule of each path, with its twin."""
    return list({rule.rule: rule for rule in app.url_map.iter_rules()}.values())


def limited(rules: list[Rule]) -> list[Rule]:
    """Leave out the rules that take every method: the addresses of Catch."""
    return [rule for rule in rules if rule.methods is not None]


def path_of(rule: Rule) -> str:
    """Return a path that the rule matches."""
    values = {name: VALUES[type(converter).__name__] for name, converter in rule._converters.items()}
    built = rule.build({**(rule.defaults or {}), **values})
    assert built
    return built[1]


def allowed(header: str) -> set[str]:
    return set(header.split(", ")) - {""}
