"""The features, in the order of the tutorial. Each module has one blueprint of its own name."""

from __future__ import annotations

from flask import Blueprint, Flask

from . import (
    cookies,
    errors,
    forms,
    hello,
    login,
    methods,
    origins,
    redirects,
    responses,
    routing,
    session,
    static,
    templates,
    upload,
)

FEATURES = (
    hello,
    routing,
    methods,
    forms,
    login,
    session,
    templates,
    responses,
    redirects,
    cookies,
    upload,
    errors,
    static,
    origins,
)


def init_app(app: Flask) -> None:
    """Register each feature twice: its pages at `/…` as `hello.hello`, its twins at `/api/…` as `api.hello.hello`."""
    api = Blueprint("api", __name__, url_prefix="/api")
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
        api.register_blueprint(feature.bp)
    app.register_blueprint(api)
