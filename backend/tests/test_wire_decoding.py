"""Compressed answers on the wire: the bytes that crossed it, and the decoded body with its size."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from roundtrip.wire.decoding import MOST, decoder_of

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
TEXT = b"".join(b"line %d, %d\n" % (number, random.Random(number).randint(0, 9**9)) for number in range(5000))
KEEP = 16 * 2**10


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("piece", [1, 1000, 10**6])
def test_each_coding_is_decoded_in_pieces(coding: str, piece: int) -> None:
    data = CODINGS[coding](TEXT)
    decoder = decoder_of([("Content-Encoding", coding.upper())], KEEP)
    assert decoder
    for start in range(0, len(data), piece):
        decoder.feed(data[start : start + piece])
    assert (decoder.failed, decoder.size, decoder.head) == (False, len(TEXT), TEXT[:KEEP])


@pytest.mark.parametrize("headers", [[], [("Content-Encoding", "identity")], [("Content-Encoding", "gzip, br")]])
def test_other_answers_have_no_decoder(headers: list[tuple[str, str]]) -> None:
    assert decoder_of(headers, KEEP) is None


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_that_is_not_compressed_stays_as_it_is(coding: str) -> None:
    decoder = decoder_of([("content-encoding", coding)], KEEP)
    assert decoder
    decoder.feed(b"\xff no compressed body " * 9)
    assert decoder.failed


@pytest.mark.slow
@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_is_not_decoded_to_its_end(coding: str) -> None:
    bomb = CODINGS[coding](bytes(4 * MOST))
    decoder = decoder_of([("content-encoding", coding)], KEEP)
    assert decoder
    decoder.feed(bomb)
    assert decoder.failed
    assert MOST < decoder.size < 2 * MOST


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/brotli", "/zstd"])
def test_the_wire_has_both_sizes(client: FlaskClient, path: str) -> None:
    client.get("/api/wire")
    answer = client.get(path, headers={"X-Long": "a" * 3000})
    har = client.get("/api/wire").json
    assert har
    (entry,) = har["log"]["entries"]
    response = entry["response"]
    assert response["bodySize"] == len(answer.data)
    assert response["content"]["size"] > 3000 > response["bodySize"]
    assert response["content"]["compression"] == response["content"]["size"] - response["bodySize"]
    assert response["content"]["size"] == len(response["content"]["text"])
    assert '"X-Long":"aaa' in response["content"]["text"]


def test_a_head_and_an_answer_without_compression_have_one_size(client: FlaskClient) -> None:
    client.get("/api/wire")
    client.head("/gzip")
    client.get("/json")
    har = client.get("/api/wire").json
    assert har
    for entry in har["log"]["entries"]:
        assert "compression" not in entry["response"]["content"]
        assert entry["response"]["content"]["size"] == entry["response"]["bodySize"]
