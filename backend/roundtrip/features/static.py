"""Static: files from the disk, with validators (`ETag`) and ranges."""

from __future__ import annotations

from flask import Blueprint, Request, Response, send_from_directory
from flask.blueprints import BlueprintSetupState

from ..assets import asset
from ..config import frontend
from ..describe import CONDITIONS, Field, describe
from ..guard import with_any_cookies
from ..wire import unrecorded

bp = Blueprint("static", __name__)


BY_A_PERSON = {"document", "iframe", "frame", "empty"}
"""Sec-Fetch-Dest of a file that a person requests; with any other value the page itself loads the file."""

FILE = Field("filename", "A file of the page.", example="style.css")


def is_subresource(request: Request) -> bool:
    return request.headers.get("Sec-Fetch-Dest") not in BY_A_PERSON


@with_any_cookies
@describe(200, 206, 304, 416, path={"filename": FILE}, headers=CONDITIONS, sends=("*/*",))
@unrecorded(when=is_subresource)
def file(filename: str) -> Response:
    """Send a file; `conditional` answers If-None-Match with 304 and Range with 206 (RFC 9110, sections 13 and 14)."""
    return asset(filename) or send_from_directory(frontend() / "static", filename, conditional=True)


@bp.record_once
def add_static_rule(state: BlueprintSetupState) -> None:
    """Add the rule without a twin, and with the endpoint that Flask uses: `url_for("static", filename="style.css")`."""
    state.app.add_url_rule("/static/<path:filename>", "static", file)
