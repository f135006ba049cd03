"""`roundtrip routes`: the URL map as a table."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import click
from flask import Flask

from .table import lines

TWIN = "/api"
"""The prefix of the JSON twin of a path."""

HEAD = ("Methods", "Endpoint", "Twin", "Path")
IMPLIED = {"HEAD", "OPTIONS"}
"""Flask answers these by itself."""


@click.command()
def routes() -> None:
    """Print every path with its methods, its endpoint and its twin."""
    from .. import create_app

    with TemporaryDirectory(prefix="roundtrip-", ignore_cleanup_errors=True) as folder:
        click.echo("\n".join(lines([HEAD, *rows(create_app(instance=folder))])))


def rows(app: Flask) -> list[tuple[str, str, str, str]]:
    """Return a row for each rule that is no twin, in the order of the paths."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    paths = {(rule.endpoint, rule.rule) for rule in rules}

    def twin(endpoint: str, path: str) -> str:
        return TWIN if (f"api.{endpoint}", f"{TWIN}{path}") in paths else ""

    return [
        (
            "any" if rule.methods is None else ", ".join(sorted(rule.methods - IMPLIED)) or "OPTIONS",
            rule.endpoint,
            twin(rule.endpoint, rule.rule),
            rule.rule,
        )
        for rule in rules
        if not rule.endpoint.startswith("api.")
    ]
