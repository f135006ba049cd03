"""Upload: files stream to their final file system, are hashed at the same time, and belong to one visitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, get_type_hints

from flask import Blueprint, Response, abort, current_app, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from ..describe import CONDITIONS, FILE, Field, Many, describe
from ..problems import refuse
from ..reply import is_api, redirect_to, reply, twin
from ..storage import Arrival, OverLimit, Storage, StorageError, Upload
from ..syntax.http import MEDIA_TYPE
from ..visitor import known_visitor, visitor

bp = Blueprint("upload", __name__)

CONTROL = re.compile(r"[\x00-\x1f\x7f]")

LONGEST_NAME = 255
"""Bytes of the longest name that the usual file systems accept (NAME_MAX of Linux)."""

LONGEST_ENDING = 32
"""Bytes of the longest ending that a name keeps when it is cut."""


FILES = (Field("the_file", "A file; several fields are several files.", FILE, required=True, many=True),)
SHOWN = {**get_type_hints(Upload), "uploaded_at": str, "url": str}
"""The JSON of an upload."""


@bp.get("/upload")
@describe(200, json={"field": str, "url": str})
def upload() -> Response:
    """Show the form."""
    return reply("upload.html", {"field": "the_file", "url": twin(url_for("upload.upload"))})


@bp.post("/upload")
@describe(303, 400, 413, 507, form=FILES)
def receive() -> Response:
    """Store the files of the field `the_file`, all or none."""
    announced = (request.content_length or 0) if request.mimetype == "multipart/form-data" else 0
    with clear_refusals("store files", "upload.html"), storage().arrival(known_visitor(), announced) as arrival:
        files = [file for file in parse(arrival) if file.filename]
        if not files:
            refuse(400, why_no_file(), "upload.html")
        arrival.keep(visitor(), [(file.stream, facts_of(file)) for file in files])  # type: ignore[misc]
    return redirect_to(".uploads")


@bp.get("/uploads")
@describe(200, 507, json={"files": Many(SHOWN)})
def uploads() -> Response:
    """List this visitor's files, the newest first."""
    visitor = known_visitor()
    with clear_refusals("list your files"):
        files = storage().files(visitor) if visitor else []
    return reply("uploads.html", {"files": list(map(shown, files))})


@bp.get("/uploads/<id>")
@describe(200, 206, 304, 416, 507, headers=CONDITIONS, sends=("*/*",))
def download(id: str) -> Response:
    """Send a file as a download; the sandbox keeps a browser from running it as a page of this site."""
    with clear_refusals("read this file"):
        upload = find(id)
        content = storage().open(upload) or abort(404)  # deleted in another tab a moment ago
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
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=upload.size)
    except RequestedRangeNotSatisfiable:
        content.close()
        raise
    return response


def download_name(filename: str) -> str:
    """Return the last part of a name, without control characters: some clients send a whole path.

    A name that is too long for a file system is cut, and keeps its ending.
    """
    name = CONTROL.sub("_", re.split(r"[/\\]", filename)[-1]) or "file"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending.encode()) <= LONGEST_ENDING else ""
    stem = name.removesuffix(ending).encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore")
    return f"{stem}{ending}"


@bp.delete("/uploads/<id>")
@describe(200, 507, json={"message": str})
def remove(id: str) -> Response:
    """Delete a file; a script can send DELETE."""
    with clear_refusals("delete this file"):
        storage().delete(visitor(), find(id).id)
    return reply("page.html", {"message": "The file is deleted."})


@bp.post("/uploads/<id>/delete")
@describe(303, 507)
def delete(id: str) -> Response:
    """Delete a file; a form can send only GET or POST."""
    with clear_refusals("delete this file"):
        storage().delete(visitor(), find(id).id)
    return redirect_to(".uploads")


@contextmanager
def clear_refusals(task: str, template: str = "problem.html") -> Iterator[None]:
    """Answer 413 when a limit is reached, and 507 when the storage cannot do its task."""
    try:
        yield
    except OverLimit as error:
        refuse(413, str(error), template)
    except StorageError as error:
        current_app.logger.error("cannot %s: %s", task, error)
        refuse(507, f"The server cannot {task} now: {error}. Try again later.", template)


class NoFile:
    """The stream of a part without a name: a browser sends one for a form in which no file was chosen."""

    def write(self, data: bytes) -> int:
        return len(data)

    def seek(self, offset: int) -> None:
        pass


def parse(arrival: Arrival) -> list[FileStorage]:
    """Return the parts named `the_file`. Each file streams into the storage."""

    def stream(total_content_length: int | None, content_type: str | None, filename: str | None, **_: Any) -> Any:
        return arrival.file() if filename else NoFile()

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


def facts_of(file: FileStorage) -> Upload:
    """Return the facts about a file that the headers of its part contain."""
    headers = [[name, value] for name, value in file.headers]
    return Upload("", file.name or "", file.filename or "", file.content_type or "", headers, 0, "", 0.0)


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
