"""The HAR of made-up trips: the order of its entries, and the values that no real exchange forces."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from roundtrip.wire.exchange import Exchange
from roundtrip.wire.har import har
from roundtrip.wire.trips import trips
from tests.exchanges import chain, exchange
from tests.wires import HAR


def log(*exchanges: Exchange, after: int = 0) -> dict[str, Any]:
    found = har(trips(exchanges), after)
    HAR.validate(found)
    whole: dict[str, Any] = found["log"]
    return whole


def test_entries_and_pages_are_in_the_order_of_their_start() -> None:
    """Two trips run at the same time, hop by hop."""
    one, two = chain(2, 1, path="/one"), chain(2, 4, path="/two")
    moved = [Exchange(**{**vars(each), "started": each.started - 2.5}) for each in two]
    whole = log(*one, *moved)
    ids = [each["_id"] for each in whole["entries"]]
    assert ids == [1, 4, 2, 5, 3, 6]
    assert [each["title"] for each in whole["pages"]] == ["GET /one/2", "GET /two/2"]
    assert [each["startedDateTime"] for each in whole["entries"]] == [
        f"1970-01-01T00:00:0{second}.{rest}Z"
        for second, rest in [(1, "000"), (1, "500"), (2, "000"), (2, "500"), (3, "000"), (3, "500")]
    ]


def test_simultaneous_entries_are_in_the_order_of_their_ids() -> None:
    assert [each["_id"] for each in log(exchange(2, started=1.0), exchange(1, started=1.0))["entries"]] == [1, 2]


def test_after_keeps_the_pages_of_the_remaining_entries() -> None:
    whole = log(exchange(1), *chain(1, 2), exchange(4), after=2)
    assert [each["_id"] for each in whole["entries"]] == [3, 4]
    assert [each["id"] for each in whole["pages"]] == ["trip-2", "trip-4"]
    assert log(exchange(1), after=1)["pages"] == []


@pytest.mark.parametrize(
    ("attributes", "lifetime"),
    [
        ("", None),
        ("; Max-Age=60", 60),
        ("; Max-Age=0", 0),
        ("; Max-Age=-5", 0),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("; Max-Age=99999999999", 400 * 86400),
        ("; Max-Age=abc", None),
    ],
)
def test_the_lifetime_of_a_cookie(attributes: str, lifetime: int | None) -> None:
    """It starts at the response; 0 deletes the cookie, and a session cookie has none."""
    [entry] = log(exchange(1, sets=[f"a=1{attributes}"], started=1_000_000_000.0))["entries"]
    [cookie] = entry["response"]["cookies"]
    assert cookie["_lifetime"] == lifetime
    assert ("expires" in cookie) is (lifetime is not None)


@pytest.mark.parametrize(
    ("head", "size", "content"),
    [
        (b"", 0, {"text": ""}),
        ("aé".encode(), 3, {"text": "aé"}),
        ("aé".encode()[:2], 3, {"text": "a", "_truncated": True}),
        ("aé".encode()[:2], 2, {"text": base64.b64encode("aé".encode()[:2]).decode(), "encoding": "base64"}),
        (
            b"\xffa\xc3",
            9,
            {"text": base64.b64encode(b"\xffa\xc3").decode(), "encoding": "base64", "_truncated": True},
        ),
    ],
    ids=["nothing", "UTF-8", "cut within a character", "broken at its end", "no UTF-8, and cut"],
)
def test_the_text_of_a_body(head: bytes, size: int, content: dict[str, Any]) -> None:
    [entry] = log(exchange(1, response_body=head, response_size=size))["entries"]
    assert entry["response"]["content"] == {"size": size, "mimeType": "x-unknown", **content}


@pytest.mark.parametrize(("wait", "milliseconds"), [(0.0, 0.0), (0.0123456, 12.346), (-1.0, 0.0)])
def test_times_are_in_milliseconds_and_never_negative(wait: float, milliseconds: float) -> None:
    """The clock of a machine can go back."""
    [entry] = log(exchange(1, wait=wait))["entries"]
    assert entry["timings"] == {"send": 0, "wait": milliseconds, "receive": 0.0}
    assert entry["time"] == milliseconds
