"""Upload: files stream to where they stay, are hashed on the way, and belong to their visitor alone."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from ..body import request_body
from ..problems import refuse
from ..reply import is_api, redirect_to, reply, twin
from ..storage import Incoming, OverLimit, Storage, Upload
from ..syntax.http import MEDIA_TYPE
from ..visitor import known_visitor, visitor

bp = Blueprint("upload", __name__)

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@bp.get("/upload")
def upload() -> Response:
    """The form."""
    return reply("upload.html", {"field": "the_file", "url": twin(url_for("upload.upload"))})


@bp.post("/upload")
def receive() -> Response:
    """Keep the files of the field `the_file`, all or none."""
    arrived: list[Incoming] = []
    try:
        files = [file for file in parse(arrived) if file.filename]
        if not files:
            refuse(400, why_none(), "upload.html")
        storage().keep(visitor(), [(file.stream, describe(file)) for file in files])  # type: ignore[misc]
    except OverLimit as error:
        refuse(413, str(error), "upload.html")
    except OSError as error:
        current_app.logger.error("cannot keep an upload: %s", error)
        refuse(507, f"The server cannot keep files just now: {error.strerror}. Nothing was kept.", "upload.html")
    finally:
        for file in arrived:
            file.discard()
    return redirect_to(".uploads")


@bp.get("/uploads")
def uploads() -> Response:
    """This visitor's files, the newest first."""
    visitor = known_visitor()
    return reply("uploads.html", {"files": list(map(shown, storage().files(visitor))) if visitor else []})


@bp.get("/uploads/<id>")
def download(id: str) -> Response:
    """The bytes, as a download that no browser runs as a page of this site."""
    found = find(id)
    try:
        content = storage().open(visitor(), found)
    except FileNotFoundError:
        abort(404)  # deleted in another tab a moment ago
    answer = send_file(
        content,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=download_name(found.filename),
        etag=found.sha256,
        last_modified=found.uploaded_at,
    )
    if MEDIA_TYPE.fullmatch(found.content_type):
        answer.headers["Content-Type"] = found.content_type
    answer.content_length = found.size
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.make_conditional(request, accept_ranges=True, complete_length=found.size)
    return answer


def download_name(filename: str) -> str:
    """The last part of a name, for some clients send their whole path, without what no header can carry."""
    return CONTROL.sub("_", re.split(r"[/\\]", filename)[-1]) or "file"


@bp.delete("/uploads/<id>")
def remove(id: str) -> Response:
    """Delete it, as a script would."""
    storage().delete(visitor(), find(id).id)
    return reply("page.html", {"message": "The file is deleted."})


@bp.post("/uploads/<id>/delete")
def delete(id: str) -> Response:
    """Delete it, as a form must: forms have no DELETE."""
    storage().delete(visitor(), find(id).id)
    return redirect_to(".uploads")


def parse(arrived: list[Incoming]) -> list[FileStorage]:
    """The parts called `the_file`; each file part streams into storage and is noted in `arrived`."""

    def stream(*_: Any, **__: Any) -> Incoming:
        arrived.append(storage().incoming())
        return arrived[-1]

    parser = request.make_form_data_parser()
    parser.stream_factory = stream  # type: ignore[assignment]
    _, _, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    return files.getlist("the_file")


def why_none() -> str:
    """Why no file arrived: the encoding, a name, an interruption, or an empty choice."""
    body = request_body()
    body.drain()
    if request.content_length is not None and body.size < request.content_length:
        return "The request broke off before its end, so nothing was kept. Send the files again."
    if request.mimetype != "multipart/form-data":
        return (
            f"No file arrived, because the form was sent as {request.mimetype or 'no type at all'}, which carries only "
            'the names of files. Give the form enctype="multipart/form-data".'
        )
    return "No file arrived in the field `the_file`. Choose a file, then send the form again."


def describe(file: FileStorage) -> Upload:
    """What the part's headers say of a file."""
    headers = [[name, value] for name, value in file.headers]
    return Upload(
        secrets.token_hex(8),
        file.name or "",
        file.filename or "",
        file.content_type or "",
        headers,
        0,
        "",
        0.0,
    )


def shown(upload: Upload) -> dict[str, Any]:
    """An upload as the page and the twin show it."""
    when = datetime.fromtimestamp(upload.uploaded_at, UTC).isoformat(timespec="milliseconds")
    prefix = "api." if is_api() else ""
    return asdict(upload) | {"uploaded_at": when, "url": url_for(f"{prefix}upload.download", id=upload.id)}


def find(id: str) -> Upload:
    """The visitor's own file, else a 404: another's is as good as none."""
    own = known_visitor()
    return (own and storage().find(own, id)) or abort(404)


def storage() -> Storage:
    found: Storage = current_app.extensions["storage"]
    return found
