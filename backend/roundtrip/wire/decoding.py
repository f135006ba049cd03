"""Compressed bodies (RFC 9110, section 8.4): the decoded size and beginning of a response, while it passes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

from .exchange import Headers, every

SLICE = 1024
"""Bytes that are decoded at a time: a few can become very many."""

MOST = 64 * 2**20
"""Decoded bytes after which the wire stops decoding; then it has the body as sent."""

PIECE = 64 * 2**10
"""Bytes of a decoded piece, where the library can limit it."""

Decode = Callable[[bytes], Iterator[bytes]]


class Decoder:
    """Counts the decoded bytes of a body, and keeps the first `keep` of them."""

    def __init__(self, decode: Decode, keep: int) -> None:
        self._decode, self._keep = decode, keep
        self._head = bytearray()
        self.size = 0
        self.failed = False
        """Whether the body is not what its Content-Encoding says, or is too large."""

    @property
    def head(self) -> bytes:
        return bytes(self._head)

    def feed(self, data: bytes) -> None:
        """Decode the next bytes."""
        try:
            for start in range(0, len(data), SLICE):
                for piece in self._decode(data[start : start + SLICE]):
                    self.size += len(piece)
                    self._head += piece[: self._keep - len(self._head)]
                    if self.size > MOST:
                        self.failed = True
                        return
        except (zlib.error, brotli.error, zstandard.ZstdError):
            self.failed = True


def decoder_of(headers: Headers, keep: int) -> Decoder | None:
    """Return a decoder for a response with these headers; None if it is not compressed, or in an unknown way."""
    codings = [value.strip().lower() for value in every(headers, "content-encoding")]
    make = DECODERS.get(codings[0]) if len(codings) == 1 else None
    return Decoder(make(), keep) if make else None


def by_zlib(window: int) -> Callable[[], Decode]:
    """Return a maker of decoders for gzip or deflate."""

    def make() -> Decode:
        inflate = zlib.decompressobj(window)
        return lambda data: iter((inflate.decompress(data),))

    return make


def by_brotli() -> Decode:
    """Return a decoder for Brotli (RFC 7932), whose output can be limited."""
    decompressor = brotli.Decompressor()

    def decode(data: bytes) -> Iterator[bytes]:
        yield decompressor.process(data, output_buffer_limit=PIECE)
        while not decompressor.can_accept_more_data():
            yield decompressor.process(b"", output_buffer_limit=PIECE)

    return decode


def by_zstd() -> Decode:
    """Return a decoder for Zstandard (RFC 8878), with the largest window that a browser accepts (RFC 9659)."""
    decompress = zstandard.ZstdDecompressor(max_window_size=8 * 2**20).decompressobj()
    return lambda data: iter((decompress.decompress(data),))


DECODERS: dict[str, Callable[[], Decode]] = {
    "gzip": by_zlib(16 + zlib.MAX_WBITS),
    "x-gzip": by_zlib(16 + zlib.MAX_WBITS),
    "deflate": by_zlib(zlib.MAX_WBITS),
    "br": by_brotli,
    "zstd": by_zstd,
}
"""Content-Encoding → a maker of decoders."""
