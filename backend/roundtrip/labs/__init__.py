"""The labs: the responses that an experiment needs from the server and no feature of the tutorial gives.

The server stores nothing for a lab. The cases and the outcomes that the standards require are tables in
`frontend/static/labs/`.
"""

from __future__ import annotations

import re

from ..syntax.urls import split
from ..wire import Exchange
from . import away, cookies, loads, origins, parser, places, session

LABS = (places, cookies, session, away, origins, loads, parser)

BLUEPRINTS = {
    "lab_forms": "forms",
    "lab_redirects": "redirects",
    "lab_away": "redirects",
    "lab_session": "session",
    "lab_cookies": "cookies",
    "lab_origins": "origins",
    "lab_parser": "parser",
}
"""A blueprint that only one lab uses → the name of the lab, which is that of its folder."""

NAMES = {*BLUEPRINTS.values(), "probes"}
"""The labs whose requests are recorded, and the probes, which run before a lab."""

NAMED = re.compile(r"(?:^|&)lab=([a-z]+)(?:&|$)")


def lab_of(exchange: Exchange) -> str | None:
    """Return the name of the lab that sent a request, `_lab` in the HAR; None if a person sent it.

    The query has the name (`?lab=session`) if the request goes to a view of a feature or of another lab.
    """
    if exchange.caught:
        return None  # any client may write the name of a lab
    named = NAMED.search(split(exchange.url).query)
    if named and named[1] in NAMES:
        return named[1]
    blueprint = (exchange.endpoint or "").removeprefix("api.").partition(".")[0]
    return BLUEPRINTS.get(blueprint)
