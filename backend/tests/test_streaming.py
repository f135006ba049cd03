"""Streaming: the pieces and their limits, and that many streams leave the threads to other requests."""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from flask.testing import FlaskClient

from roundtrip.testing import Server
from tests.twins import protected


def test_lines_are_json_below_api_and_items_of_a_page(client: FlaskClient) -> None:
    lines = client.get("/api/streaming/lines?count=3&pause=0")
    page = client.get("/streaming/lines?count=3&pause=0")

    assert [json.loads(line) for line in lines.text.splitlines()] == [{"line": n, "of": 3} for n in (1, 2, 3)]
    assert lines.content_type == "application/jsonl"
    assert page.text.count("<li>") == 3
    assert page.text.rstrip().endswith("</html>")
    for answer in (lines, page):
        protected(answer)
        assert "Content-Length" not in answer.headers


def test_a_drip_has_its_announced_length_in_pieces_of_one_size(client: FlaskClient) -> None:
    answer = client.get("/streaming/drip?bytes=7&chunk=3&duration=0", buffered=False)

    assert list(answer.iter_encoded()) == [b"***", b"***", b"*"]
    assert answer.content_length == 7


def test_events_resume_after_the_last_one_and_end_with_a_204(client: FlaskClient) -> None:
    path = "/api/streaming/events?count=3&pause=0&cut=2&retry=0.5"
    first = client.get(path)
    second = client.get(path, headers={"Last-Event-ID": "2"})
    end = client.get(path, headers={"Last-Event-ID": "3"})

    assert first.text == ('retry: 500\nid: 1\ndata: {"event": 1, "of": 3}\n\nid: 2\ndata: {"event": 2, "of": 3}\n\n')
    assert second.text == 'retry: 500\nid: 3\ndata: {"event": 3, "of": 3}\n\n'
    assert (first.mimetype, end.status_code, end.data) == ("text/event-stream", 204, b"")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lines?count=0", "count"),
        ("lines?count=101", "count"),
        ("lines?count=1.5", "count"),
        ("lines?pause=-1", "pause"),
        ("lines?pause=nan", "pause"),
        ("lines?count=100&pause=1", "count"),
        ("drip?bytes=65537", "bytes"),
        ("drip?duration=61", "duration"),
        ("drip?delay=11", "delay"),
        ("events?retry=61", "retry"),
        ("events?cut=x", "cut"),
    ],
)
def test_a_number_beyond_its_limits_is_refused(client: FlaskClient, query: str, field: str) -> None:
    answer = client.get(f"/api/streaming/{query}")

    assert answer.status_code == 400
    assert f"`{field}`" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.slow
def test_a_hundred_streams_keep_no_thread() -> None:
    """The server has 64 threads for short requests: a stream that took one would make /hello wait."""
    with Server() as server, ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, hello_beside_streams(server.url)).result() < 2


async def hello_beside_streams(url: str) -> float:
    """Return the seconds that /hello takes while 100 drips wait for their first byte."""
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=30) as client:
        cookies = (await client.get("/")).cookies
        drips = [client.stream("GET", "/streaming/drip?delay=3&duration=0", cookies=cookies) for _ in range(100)]
        await asyncio.gather(*(drip.__aenter__() for drip in drips))
        began = time.monotonic()
        assert (await client.get("/user/Robert")).status_code == 200
        took = time.monotonic() - began
        await asyncio.gather(*(drip.__aexit__(None, None, None) for drip in drips))
        return took
