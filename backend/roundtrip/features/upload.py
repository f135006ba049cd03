"""Upload: files stream to their final file system, are hashed at the same time, and belong to one visitor."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from ..problems import refuse
from ..reply import is_api, redirect_to, reply, twin
from ..storage import Incoming, OverLimit, Storage, Upload
from ..syntax.http import MEDIA_TYPE
from ..visitor import known_visitor, visitor

bp = Blueprint("upload", __name__)

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@bp.get("/upload")
def upload() -> Response:
    """Show the form."""
    return reply("upload.html", {"field": "the_file", "url": twin(url_for("upload.upload"))})


@bp.post("/upload")
def receive() -> Response:
    """Store the files of the field `the_file`, all or none."""
    arrived: list[Incoming] = []
    try:
        files = [file for file in parse(arrived) if file.filename]
        if not files:
            refuse(400, why_no_file(), "upload.html")
        storage().keep(visitor(), [(file.stream, describe(file)) for file in files])  # type: ignore[misc]
    except OverLimit as error:
        refuse(413, str(error), "upload.html")
    except OSError as error:
        current_app.logger.error("cannot store an upload: %s", error)
        refuse(
            507,
            f"The server cannot store files now: {error.strerror}. Try again later.",
            "upload.html",
        )
    finally:
        for file in arrived:
            file.discard()
    return redirect_to(".uploads")


@bp.get("/uploads")
def uploads() -> Response:
    """List this visitor's files, the newest first."""
    visitor = known_visitor()
    return reply("uploads.html", {"files": list(map(shown, storage().files(visitor))) if visitor else []})


@bp.get("/uploads/<id>")
def download(id: str) -> Response:
    """Send a file as a download; the sandbox keeps a browser from running it as a page of this site."""
    upload = find(id)
    try:
        content = storage().open(visitor(), upload)
    except FileNotFoundError:
        abort(404)  # deleted in another tab a moment ago
    response = send_file(
        content,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=download_name(upload.filename),
        etag=upload.sha256,
        last_modified=upload.uploaded_at,
    )
    if MEDIA_TYPE.fullmatch(upload.content_type):
        response.headers["Content-Type"] = upload.content_type
    response.content_length = upload.size
    response.headers["Content-Security-Policy"] = "sandbox"
    response.make_conditional(request, accept_ranges=True, complete_length=upload.size)
    return response


def download_name(filename: str) -> str:
    """Return the last part of a name, without control characters: some clients send a whole path."""
    return CONTROL.sub("_", re.split(r"[/\\]", filename)[-1]) or "file"


@bp.delete("/uploads/<id>")
def remove(id: str) -> Response:
    """Delete a file; a script can send DELETE."""
    storage().delete(visitor(), find(id).id)
    return reply("page.html", {"message": "The file is deleted."})


@bp.post("/uploads/<id>/delete")
def delete(id: str) -> Response:
    """Delete a file; a form can send only GET or POST."""
    storage().delete(visitor(), find(id).id)
    return redirect_to(".uploads")


def parse(arrived: list[Incoming]) -> list[FileStorage]:
    """Return the parts named `the_file`. Each file streams into the storage, and `arrived` gets all of them."""

    def stream(*_: Any, **__: Any) -> Incoming:
        arrived.append(storage().incoming())
        return arrived[-1]

    parser = request.make_form_data_parser()
    parser.stream_factory = stream  # type: ignore[assignment]
    _, _, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    return files.getlist("the_file")


def why_no_file() -> str:
    """Return why no file arrived: the encoding, another field name, or no chosen file."""
    if request.mimetype != "multipart/form-data":
        return (
            f"No file arrived: the form was sent as {request.mimetype or 'no type at all'}, which contains only the "
            'names of files. Give the form enctype="multipart/form-data".'
        )
    return "No file arrived in the field `the_file`. Choose a file, then send the form again."


def describe(file: FileStorage) -> Upload:
    """Return the facts about a file that the headers of its part contain."""
    headers = [[name, value] for name, value in file.headers]
    id = secrets.token_hex(8)
    return Upload(id, file.name or "", file.filename or "", file.content_type or "", headers, 0, "", 0.0)


def shown(upload: Upload) -> dict[str, Any]:
    """Return an upload as the page and the JSON show it."""
    when = datetime.fromtimestamp(upload.uploaded_at, UTC).isoformat(timespec="milliseconds")
    prefix = "api." if is_api() else ""
    return asdict(upload) | {"uploaded_at": when, "url": url_for(f"{prefix}upload.download", id=upload.id)}


def find(id: str) -> Upload:
    """Return the visitor's file with this id; else answer 404, also if the file belongs to another visitor."""
    visitor = known_visitor()
    return (visitor and storage().find(visitor, id)) or abort(404)


def storage() -> Storage:
    current: Storage = current_app.extensions["storage"]
    return current
