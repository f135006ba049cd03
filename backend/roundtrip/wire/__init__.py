"""The wire: each exchange of a visitor, recorded, grouped into trips, and given out as HAR."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..guard import visitor_of_token
from .recorder import Recorder
from .store import Store
from .views import bp

if TYPE_CHECKING:
    from flask import Flask

    from ..config import Settings


def init_app(app: Flask, chosen: Settings) -> None:
    """Record outside of everything else, so that nothing that happens goes unseen."""
    store = Store(chosen.instance / "wire.sqlite3", most=chosen.max_exchanges, keep=chosen.keep)
    app.extensions["wire"] = store
    app.register_blueprint(bp)
    key_of = partial(visitor_of_token, app)
    app.wsgi_app = Recorder(app.wsgi_app, store, chosen.body_shown, key_of)  # type: ignore[method-assign]


__all__ = ["Recorder", "Store", "init_app"]
