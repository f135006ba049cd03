"""The paths of httpbin: a test suite that was written for httpbin runs here, with another address.

Below `/httpbin` every path of httpbin has httpbin's meaning, so `http://127.0.0.1:5000/httpbin` replaces its address.
At the root are those whose path Roundtrip itself does not use.
"""

from __future__ import annotations

from . import caching, compressed, cookies, documents, dynamic, images, inspection, redirects, statuses, streams
from .blueprint import PREFIX, bp

__all__ = ["PARTS", "PREFIX", "bp"]

PARTS = (inspection, statuses, redirects, documents, images, dynamic, streams, compressed, caching, cookies)
"""The modules, in the order of the page that lists their paths."""
