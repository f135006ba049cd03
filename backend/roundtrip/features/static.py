"""Static: files as they lie on the disk, with validators and ranges."""

from __future__ import annotations

from flask import Blueprint, Request, Response, send_from_directory
from flask.blueprints import BlueprintSetupState

from ..config import frontend
from ..wire import unrecorded

bp = Blueprint("static_files", __name__)


ASKED_FOR = {"document", "iframe", "frame", "empty"}
"""Sec-Fetch-Dest of a file that a person requests; with any other value the page itself loads the file."""


def is_subresource(request: Request) -> bool:
    return request.headers.get("Sec-Fetch-Dest") not in ASKED_FOR


@unrecorded(when=is_subresource)
def file(filename: str) -> Response:
    """A file; `conditional` answers 304 to If-None-Match and 206 to Range (RFC 9110, sections 13 and 14)."""
    return send_from_directory(frontend() / "static", filename, conditional=True)


@bp.record_once
def as_flask_names_it(state: BlueprintSetupState) -> None:
    """One URL without a twin, under the endpoint that Flask gives it: `url_for("static", filename="style.css")`."""
    state.app.add_url_rule("/static/<path:filename>", "static", file)
