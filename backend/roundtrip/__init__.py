"""Roundtrip: see every round trip your browser makes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from .config import Settings
    from .storage import Storage

__all__ = ["create_app"]


def create_app(**overrides: Any) -> Flask:
    """Build the application. An argument sets a setting, else its `ROUNDTRIP_*` variable, else its default."""
    # Here, and not above: every run of pytest imports this package for its plugin, and most runs need no Flask.
    from . import features, guard, httpbin, labs, page, problems, proxies, reference, reply, source, visitor, wire
    from .attempts import Attempts
    from .body import BodyMiddleware
    from .catcher import Addresses
    from .config import Settings
    from .hosts import FlaskForAnyHost
    from .keys import signing_keys

    app = FlaskForAnyHost(__name__, static_folder=None)
    app.ensure_sync = lambda function: function  # type: ignore[assignment,method-assign]  # no view is asynchronous
    settings = app.extensions["settings"] = Settings.load(**overrides)
    app.secret_key, *app.config["SECRET_KEY_FALLBACKS"] = signing_keys(settings)
    app.extensions["storage"] = storage_for(settings)
    addresses = Addresses(settings.instance / "catch.sqlite3", settings.keep, settings.max_catch)
    app.extensions["addresses"] = addresses
    app.extensions["attempts"] = Attempts(settings.instance / "logins.sqlite3", settings.login_limit)

    visitor.init_app(app)  # the cookie that tells visitors apart
    guard.init_app(app, settings)  # the cross-site check, the limits, the security headers
    problems.init_app(app)  # errors, as a page or as a problem
    page.init_app(app)  # the page at /
    app.register_blueprint(source.bp)  # the code of each view
    app.register_blueprint(reference.bp)  # the description of every path, for programs and for people
    modules = (*features.FEATURES, *labs.LABS, httpbin)
    below = {"/lab": (features.forms, features.redirects), httpbin.PREFIX: (httpbin, features.authentication)}
    reply.init_app(app, modules, below)  # features, labs and the paths of httpbin, each with its JSON twin

    app.wsgi_app = BodyMiddleware(app.wsgi_app, settings.body_shown)  # type: ignore[method-assign]
    wire.init_app(  # the recorder, outside of the application
        app,
        replace(visitor.VISITORS, key_in_path=addresses.key_in_path),
        file=settings.instance / "wire.sqlite3",
        most=settings.max_exchanges,
        keep=settings.keep,
        body_shown=settings.body_shown,
        max_size=settings.max_wire,
        lab_of=labs.lab_of,
    )
    proxies.init_app(app, settings.proxies)  # before the recorder, which records the address that the browser used
    return app


def storage_for(settings: Settings) -> Storage:
    """Return the store of the uploads, with the limits of the settings."""
    from .storage import Quota, Storage

    quota = Quota(
        max_files=settings.max_files,
        max_stored=settings.max_stored,
        max_total=settings.max_total - settings.max_wire - settings.max_catch,
        keep=settings.keep,
    )
    return Storage(settings.instance, settings.uploads or str(settings.instance / "uploads"), quota)
