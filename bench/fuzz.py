"""Random bytes against a real server: `python bench/fuzz.py [SEED]`, in the project's virtual environment.

It changes 20,000 valid requests at random (multipart bodies, cookies, hosts, targets and raw HTTP), and sends each on a
connection of its own. The same seed gives the same requests. Exits with 1 if a response is a server error, or if one
takes more than a second; prints each such request.
"""

from __future__ import annotations

import random
import re
import socket
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from roundtrip.testing import Server

COUNT = 20_000
SLOWEST = 1.0
PATIENCE = 20.0
VISITOR = b"visitor=" + b"V" * 22
BODY = (
    b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n'
    b'--B\r\nContent-Disposition: form-data; name="the_file"; filename="\xc3\xa4.txt"\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nx\r\n--B--\r\n"
)
FORM = (
    b"a=1&b=%ff&name=%E2%82%AC&username=robert&password=x&next=%2Fsession&delay=0&status=204&header=A:+b&cookie=c%3D1"
)


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    length = [b"Content-Length: %d" % len(body)] if body else []
    return b"\r\n".join([line + b" HTTP/1.1", b"Host: 127.0.0.1", *headers, *length, b"", body])


MULTIPART = b"Content-Type: multipart/form-data; boundary=B"
ENCODED = b"Content-Type: application/x-www-form-urlencoded"
SEEDS = [
    *[request(b"POST " + path, MULTIPART, body=BODY) for path in (b"/form", b"/api/form", b"/api/upload", b"/respond")],
    *[
        request(b"POST " + path, ENCODED, body=FORM)
        for path in (b"/api/form", b"/respond", b"/cookies", b"/form/checked")
    ],
    *[request(b"GET " + path + b"?" + FORM) for path in (b"/landing", b"/api/respond", b"/set-name", b"/redirect/302")],
    request(b"GET /api/cookies", b"Cookie: " + VISITOR + b'; a="b c"; session=x.y.z; \xc3\xa4=\xff'),
    request(b"GET /api/wire", b"Cookie: " + VISITOR),
    request(b"GET /user/%E2%82%AC%2F..%00", b"Cookie: " + VISITOR, b"Referer: http://[::1]/\xff"),
    request(b"GET /static/main.js", b"Range: bytes=0-10,20-", b'If-None-Match: W/"a", "b"', b"If-Modified-Since: x"),
    request(b"PUT http://user@evil.test:99999/method?x#y", b"Transfer-Encoding: chunked", body=b""),
    request(b"POST /api/form", b"Transfer-Encoding: chunked") + b"5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
    request(b"POST /api/form", b"Content-Type: application/json", body=b'{"a": [1e999, "\\ud800", {}]}'),
    request(b"OPTIONS /api/upload", b"Origin: http://evil.test", b"Access-Control-Request-Method: DELETE"),
    request(b"GET /api/form", b"X-Forwarded-Proto: https", b"X-Forwarded-Host: evil.test", b"Forwarded: for=x"),
]
TOKENS = [
    *(
        b"\0",
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b":",
        b";",
        b"=",
        b",",
        b'"',
        b"\\",
        b"%",
        b"%00",
        b"%ff",
        b"..",
        b"/",
    ),
    *(b"\xff", b"\xc3\xa4", b"\x7f", b"\x1b", b"A" * 300, b"9" * 30, b"-1", b"--B", b"--B--", b"[::1]", b"Host: x\r\n"),
    *(
        b"Cookie: a=b\r\n",
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"charset=utf-16",
        b"filename*=x''%",
    ),
]


def changed(number: int, seed: str) -> bytes:
    """Return the request with this number."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311  # a sequence that can be repeated
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 4, 40)))
        match chance.randrange(4):
            case 0:
                data[start:end] = chance.choice(TOKENS)
            case 1:
                data[start:end] = chance.randbytes(end - start)
            case 2:
                data[start:start] = data[start : end + 20]
            case 3:
                del data[start:end]
    return bytes(data)


def ask(port: int, data: bytes) -> tuple[set[int], float]:
    """Return the status codes of the answers, and the seconds until the last one; the client then sends no more."""
    began = time.monotonic()
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(2**16):
                received += piece
        except ConnectionError:
            pass
        except TimeoutError:
            return {0}, PATIENCE
    codes = {int(code) for code in re.findall(rb"(?:^|\n)HTTP/1\.1 (\d{3}) ", received)}
    return codes, time.monotonic() - began


def main() -> int:
    seed = sys.argv[1] if len(sys.argv) > 1 else "1"
    seen: Counter[int] = Counter()
    bad = 0
    with Server() as server, ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda number: (number, *ask(server.port, changed(number, seed))), range(COUNT))
        for number, codes, seconds in answers:
            seen.update(codes or [0])
            wanted = b"/crash" in changed(number, seed) or b"error" in changed(number, seed)
            if seconds > SLOWEST or (not wanted and any(code >= 500 for code in codes)):
                bad += 1
                print(f"{number}: {codes} after {seconds:.1f} s: {changed(number, seed)!r}")
    print(f"seed {seed}, {COUNT:,} requests: {dict(sorted(seen.items()))} (0: no answer), {bad} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
