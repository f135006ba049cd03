"""An address of the catcher, and the requests that came to it."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.wires import entries

FOREIGN = {"Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site", "User-Agent": "Mozilla/5.0 Firefox/140.0"}
CURL = {"User-Agent": "curl/8.5.0"}
ANSWER = {"status": "202", "type": "application/json", "header": "X-A: 1\r\nX-B: 2", "body": '{"a": 1}'}


def make(client: FlaskClient, **answer: str) -> str:
    """Make the address, or change its answer, and return its path."""
    assert client.post("/catch", data={**ANSWER, **answer}).status_code == 303
    address: str = client.get("/api/catch").json["address"]  # type: ignore[index]
    assert re.fullmatch(r"http://localhost/catch/[A-Za-z0-9_-]{22}", address)
    return address.removeprefix("http://localhost")


def caught(client: FlaskClient) -> list[dict[str, Any]]:
    return [entry for entry in entries(client) if entry["_caught"]]


def is_unknown(answer: TestResponse) -> bool:
    return answer.status_code == 404 and "This address has ended, or it never was one." in answer.text
