"""A multipart body (RFC 7578), written by hand, so that a test can make it wrong on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

BOUNDARY = "B"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
END = f"--{BOUNDARY}--\r\n".encode()


def part(headers: str, body: bytes = b"x") -> bytes:
    return f"--{BOUNDARY}\r\n{headers}\r\n\r\n".encode() + body + b"\r\n"


def file(filename: str = "a.txt", body: bytes = b"x", field: str = "the_file", type: str = "text/plain") -> bytes:
    """Return a part with a file; quotes and line breaks in its name are as browsers write them (HTML, 4.10.22.8)."""
    name = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return part(f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {type}', body)


def sent(*parts: bytes, end: bytes = END) -> dict[str, Any]:
    """Return the arguments of a test client."""
    return {"data": b"".join(parts) + end, "content_type": MULTIPART}


def listed(client: FlaskClient) -> list[dict[str, Any]]:
    """Return the files of the client's visitor."""
    files: list[dict[str, Any]] = client.get("/api/uploads").json["files"]  # type: ignore[index]
    return files


def kept_files(app: Flask) -> list[Path]:
    """Return all files in the folder of the uploads, complete or not."""
    return [path for path in (app.extensions["settings"].instance / "uploads").rglob("*") if path.is_file()]
