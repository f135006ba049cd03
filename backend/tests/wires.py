"""Helpers that read the wire over HTTP and check that it is valid HAR."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
from flask.testing import FlaskClient

from tests.serving import PATIENCE

VISITOR = "V" * 22
KEPT = 16 * 2**10
"""Bytes of a body that the wire keeps."""

SCHEMA = json.loads(Path(__file__).with_name("har.schema.json").read_text("utf-8"))
HAR = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
ANY_HAR = jsonschema_rs.validator_for(SCHEMA, validate_formats=False)
"""A pattern for URLs that browsers send although RFC 3986 does not allow them: `/?a=%`."""


def log(client: FlaskClient, query: str = "") -> dict[str, Any]:
    """Return the log, and check that it is valid HAR 1.2."""
    answer = client.get(f"/api/wire{query}")
    assert answer.status_code == 200
    HAR.validate(answer.json)
    found: dict[str, Any] = answer.json["log"]  # type: ignore[index]
    return found


def entries(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log(client, query)["entries"]
    return found


def recorded(client: FlaskClient) -> list[str]:
    """Return the name of each exchange, as on the buttons of the wire."""
    return [
        f"{each['request']['method']} {each['request']['url'].removeprefix('http://localhost')} "
        f"{each['response']['status']} {each['response']['statusText']}"
        for each in entries(client)
    ]


def header(message: dict[str, Any], name: str) -> list[str]:
    return [each["value"] for each in message["headers"] if each["name"].lower() == name]


def events(lines: Iterable[str]) -> Iterator[int]:
    """Return the ids in a stream (HTML standard, section 9.2.6)."""
    return (int(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


@contextmanager
def news(client: httpx.Client) -> Iterator[Iterator[int]]:
    with client.stream("GET", "/api/wire/news", timeout=PATIENCE) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        yield events(answer.iter_lines())


def newest_first(client: httpx.Client) -> list[int]:
    return [each["_id"] for each in client.get("/api/wire").json()["log"]["entries"]][::-1]
