"""The labs: the responses that an experiment needs from the server and no feature of the tutorial gives.

The server stores nothing for a lab. The cases and the outcomes that the standards require are tables in
`frontend/static/labs/`.
"""

from __future__ import annotations

from . import away, cookies, loads, origins, parser, places, session

LABS = (places, cookies, session, away, origins, loads, parser)
