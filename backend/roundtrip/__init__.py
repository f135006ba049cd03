"""Roundtrip: see every round trip your browser makes."""

from __future__ import annotations

from typing import Any

from flask import Flask

from . import features, guard, labs, page, problems, reply, wire
from .body import BodyMiddleware
from .config import Settings
from .keys import signing_keys
from .storage import Storage

__all__ = ["create_app"]


def create_app(**given: Any) -> Flask:
    """The program: settings given by name here, else by `ROUNDTRIP_*` variables, else by default."""
    app = Flask(__name__, static_folder=None)
    chosen = app.extensions["settings"] = Settings.load(**given)
    app.secret_key, *app.config["SECRET_KEY_FALLBACKS"] = signing_keys(chosen)
    app.extensions["storage"] = Storage(
        str(chosen.instance / "uploads"),
        max_files=chosen.max_files,
        max_stored=chosen.max_stored,
        keep=chosen.keep,
    )

    guard.init_app(app, chosen)  # who may ask, and what every answer carries
    problems.init_app(app)  # errors, as a page or as a problem
    page.init_app(app)  # the one page, and what it needs
    reply.init_app(app, (*features.FEATURES, *labs.LABS))  # each feature, and what the labs need, with its JSON twin

    app.wsgi_app = BodyMiddleware(app.wsgi_app, chosen.body_shown)  # type: ignore[method-assign]
    wire.init_app(app, chosen)  # what crossed, recorded outside of all else
    return app
