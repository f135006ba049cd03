"""The wire: each exchange of a visitor, recorded, grouped into trips, and served as HAR.

It stands by itself: it imports only `syntax` and `body`, so that it can record another application too.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .exchange import Exchange
from .marks import is_unrecorded, unrecorded
from .recorder import Recorder
from .store import Store
from .tokens import Tokens
from .trips import LabOf, nobody
from .views import Wire, bp, caught, make_token
from .visitors import Visitors

if TYPE_CHECKING:
    from flask import Flask


def init_app(
    app: Flask,
    visitors: Visitors,
    *,
    file: Path,
    most: int,
    keep: int,
    body_shown: int,
    max_size: int,
    lab_of: LabOf = nobody,
) -> None:
    """Record `app` into `file`: at most `most` exchanges per visitor, for `keep` seconds, `body_shown` bytes of a body.

    The exchanges of all visitors take at most `max_size` bytes. The recorder becomes the outermost middleware, so that
    it sees every response. `lab_of` tells the requests that the application itself made the browser send.
    """
    store = Store(file, most=most, keep=keep, max_size=max_size, lab_of=lab_of)
    store.start()
    wire = Wire(store, Tokens(str(app.secret_key), keep), visitors, lab_of)
    app.extensions["wire"] = wire
    app.register_blueprint(bp)
    skip = partial(is_unrecorded, app)
    recorder = Recorder(app.wsgi_app, wire.store, body_shown, visitors, tokens=wire.tokens, skip=skip)
    app.wsgi_app = recorder  # type: ignore[method-assign]


__all__ = ["Exchange", "Recorder", "Store", "Visitors", "caught", "init_app", "make_token", "unrecorded"]
