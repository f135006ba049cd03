"""The labs' own answers: what an experiment needs of the server that no feature of the tutorial gives.

A lab keeps nothing here. Its cases, and what the standards say of them, are tables in `frontend/static/labs/`.
"""

from __future__ import annotations

from . import away, cookies, origins, places, session

LABS = (places, cookies, session, away, origins)
