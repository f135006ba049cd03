"""Methods: three are taken, the rest get a 405 that names them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.twins import Twins, heading


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_method_is_named(twins: Twins, method: str) -> None:
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


def test_405_names_the_methods_of_every_rule(app: Flask, twins: Twins) -> None:
    """RFC 9110, section 15.5.6: the Allow header is a must."""
    for rule in app.url_map.iter_rules():
        if "<" in rule.rule or rule.rule.startswith("/api"):
            continue
        answer = twins.page.open(rule.rule, method="PROPFIND")
        assert answer.status_code == 405
        taken = {method for each in app.url_map.iter_rules() if each.rule == rule.rule for method in each.methods or ()}
        assert allowed(answer.headers["Allow"]) == taken


def allowed(header: str) -> set[str]:
    return set(header.split(", "))
