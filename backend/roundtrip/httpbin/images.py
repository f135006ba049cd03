"""Pictures, each made by code from its standard: PNG, JPEG, WebP and SVG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from functools import cache

from flask import Response, request

from ..describe import describe
from ..problems import refuse
from .blueprint import route

SIZE = 96
"""Pixels of a side."""

BLUE, PALE = (11, 110, 143), (224, 242, 247)
"""The colours of the pictures, in RGB."""

SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{SIZE}" height="{SIZE}" role="img">
<title>Two arrows, there and back</title>
<rect width="32" height="32" rx="7" fill="#0b6e8f"/>
<path d="M6 12h19l-5-5M26 20H7l5 5" fill="none" stroke="#e0f2f7" stroke-width="2.6"/>
</svg>
"""

KINDS = ("image/webp", "image/svg+xml", "image/jpeg", "image/png")
"""The media types of the pictures, in the order of httpbin."""


@route("/image", public=True)
@describe(200, 406, sends=(*KINDS,))
def image() -> Response:
    """Return a picture in the first of WebP, SVG, JPEG and PNG that Accept names, as httpbin does; else a 406."""
    accept = request.headers.get("Accept", "image/png").lower()
    found = next((media_type for media_type in TYPES if media_type in accept), None)
    if found is None and "image/*" not in accept:
        refuse(406, f"This picture exists as {', '.join(TYPES)}. Name one of them in Accept.")
    return picture(found or "image/png")


@route("/image/png", public=True)
@describe(200, sends=("image/png",))
def png() -> Response:
    """Return a picture as PNG."""
    return picture("image/png")


@route("/image/jpeg", public=True)
@describe(200, sends=("image/jpeg",))
def jpeg() -> Response:
    """Return a picture as JPEG, in grey."""
    return picture("image/jpeg")


@route("/image/webp", public=True)
@describe(200, sends=("image/webp",))
def webp() -> Response:
    """Return a picture as WebP, in one colour."""
    return picture("image/webp")


@route("/image/svg", public=True)
@describe(200, sends=("image/svg+xml",))
def svg() -> Response:
    """Return a picture as SVG."""
    return picture("image/svg+xml")


def picture(media_type: str) -> Response:
    """Return a picture. The sandbox keeps an SVG from acting as a page of this site."""
    response = Response(TYPES[media_type](), content_type=media_type)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def is_light(x: int, y: int) -> bool:
    """Return whether a pixel belongs to one of the two arrows; the second is the first one, turned round."""
    return is_arrow(x, y) or is_arrow(SIZE - 1 - x, SIZE - 1 - y)


def is_arrow(x: int, y: int) -> bool:
    """Return whether a pixel belongs to the upper arrow, which points to the right."""
    from_axis = abs(y - SIZE * 3 // 8)
    shaft = from_axis < SIZE // 24 and SIZE // 6 <= x < SIZE * 3 // 4
    head = from_axis < SIZE // 6 and SIZE * 2 // 3 < x + from_axis < SIZE * 5 // 6
    return shaft or head


@cache
def png_bytes() -> bytes:
    """Return the picture as PNG (PNG, sections 5 and 11): a palette of two colours, a byte for each pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(is_light(x, y) for x in range(SIZE)) for y in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"PLTE", bytes(BLUE + PALE)),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


def bits(fields: Iterable[tuple[int, int]]) -> str:
    """Return values, each with its number of bits, as a text of binary digits."""
    return "".join(f"{value:0{width}b}" if width else "" for value, width in fields)


LENGTHS = (0, 1, 5, 1, 1, 1, 1, 1, 1)
"""How many Huffman codes have 1, 2, 3, … bits, for the differences of brightness (JPEG, table K.3)."""

CODES = ("00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110")
"""The codes that follow from these lengths: one for each number of bits of a difference."""


@cache
def jpeg_bytes() -> bytes:
    """Return the picture as a baseline JPEG (ITU-T T.81): each block of 8 by 8 pixels has one brightness."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    scan, before = "", 0
    for y in range(0, SIZE, 8):
        for x in range(0, SIZE, 8):
            level = (180 if is_light(x + 4, y + 4) else 90) - 128
            scan += difference(level - before) + "0"  # the 0 ends the block: it has no other frequency
            before = level
    scan += "1" * (-len(scan) % 8)
    data = int(scan, 2).to_bytes(len(scan) // 8, "big").replace(b"\xff", b"\xff\0")
    dc, ac = bytes((*LENGTHS, *(0,) * 7, *range(12))), bytes((1, *(0,) * 15, 0))
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xDB, b"\0" + b"\x08" * 64),
            segment(0xC0, struct.pack(">BHHBBBB", 8, SIZE, SIZE, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + dc),
            segment(0xC4, b"\x10" + ac),
            segment(0xDA, bytes((1, 1, 0, 0, 63, 0))),
            data,
            b"\xff\xd9",
        )
    )


def difference(value: int) -> str:
    """Return the code of a difference of brightness (T.81, F.1.2.1): its number of bits, then the bits."""
    width = abs(value).bit_length()
    return CODES[width] + bits([(value if value >= 0 else value + (1 << width) - 1, width)])


@cache
def webp_bytes() -> bytes:
    """Return a picture of one colour as lossless WebP (RFC 9649, section 3).

    Each of the five prefix codes has one symbol, so that a pixel needs no bits.
    """
    red, green, blue = BLUE
    fields = [(0x2F, 8), (SIZE - 1, 14), (SIZE - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
    for symbol in (green, red, blue, 255):
        fields += [(1, 1), (0, 1), (1, 1), (symbol, 8)]
    fields += [(1, 1), (0, 1), (0, 1), (0, 1)]  # the distance
    value, at = 0, 0
    for field, width in fields:  # the first field is in the lowest bits
        value, at = value | field << at, at + width
    data = value.to_bytes(-(-at // 8), "little")
    data += b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBPVP8L" + struct.pack("<I", len(data)) + data


TYPES: dict[str, Callable[[], bytes]] = {
    "image/webp": webp_bytes,
    "image/svg+xml": SVG.encode,
    "image/jpeg": jpeg_bytes,
    "image/png": png_bytes,
}
"""Media type → the function that makes the picture, in the order of httpbin."""
