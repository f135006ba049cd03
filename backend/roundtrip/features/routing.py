"""Routing: rules, their converters, and the way back from an endpoint to a URL."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BuildError, FloatConverter, Rule, ValidationError

from ..problems import refuse
from ..reply import redirect, reply

bp = Blueprint("routing", __name__)


class Float(FloatConverter):
    """`float`, without the infinity that too many digits make of it: JSON has none."""

    def to_python(self, value: str) -> Any:
        number = super().to_python(value)
        if not math.isfinite(number):
            raise ValidationError
        return number


@bp.record_once
def use_finite_floats(state: BlueprintSetupState) -> None:
    state.app.url_map.converters.update(float=Float)


@bp.get("/user/<username>")
def user(username: str) -> Response:
    """The tutorial's first variable rule."""
    return reply("routing.html", {"message": f"hello, {username}", "rule": rule(), "args": request.view_args})


@bp.get("/string/<string:value>", endpoint="string")
@bp.get("/number/<int:value>", endpoint="number")
@bp.get("/float/<float:value>", endpoint="float")
@bp.get("/path/<path:value>", endpoint="path")
@bp.get("/uuid/<uuid:value>", endpoint="uuid")
def converted(value: Any) -> Response:
    """What the converter made of the text in the path."""
    converter = rule().rpartition("<")[2].partition(":")[0]
    data = {"rule": rule(), "converter": converter, "value": value, "type": type(value).__name__}
    return reply("routing.html", data)


@bp.get("/url-for")
def url_for_endpoint() -> Response:
    """`url_for`, by hand: `?endpoint=` and the rule's values; what the rule does not know becomes the query."""
    values = request.args.to_dict()
    endpoint = values.pop("endpoint", "")
    return reply("routing.html", {"endpoint": endpoint, "url": build(endpoint, values)})


@bp.route("/go", methods=["GET", "POST"])
def go() -> Response:
    """Send a form on to a path that depends on its fields: what the page's script does, for those without script."""
    values = {name: value for name, value in request.values.items() if value}
    endpoint = values.pop("endpoint", "")
    if request.method == "POST":  # the 307 repeats the body, so the query needs only what the path needs
        values = {name: value for name, value in values.items() if name in arguments(endpoint)}
    return redirect(build(endpoint, values), 307)


@bp.get("/routes")
def routes() -> Response:
    """Every rule of the program."""
    found = [
        {"rule": each.rule, "methods": sorted(each.methods or ()), "endpoint": each.endpoint}
        for each in sorted(current_app.url_map.iter_rules(), key=lambda each: each.rule)
    ]
    return reply("routes.html", {"routes": found})


def rule() -> str:
    """The rule that matched, without the twin's prefix."""
    return str(request.url_rule).removeprefix("/api")


def build(endpoint: str, values: dict[str, Any]) -> str:
    """The URL of an endpoint, else a 400 that names what is valid."""
    reserved = sorted(name for name in values if name.startswith("_") and name != "_anchor")
    if reserved:
        refuse(400, f"url_for keeps {', '.join(reserved)} for itself. Use other names, or _anchor.")
    try:
        return url_for(endpoint, **values)
    except BuildError as error:
        refuse(400, why_not(endpoint, error))
    except (TypeError, ValueError):
        refuse(400, f"{endpoint!r} does not take these values. Its rules: {', '.join(rules_of(endpoint))}.")


def why_not(endpoint: str, error: BuildError) -> str:
    """What was missing or unknown, and the valid choices."""
    if not rules_of(endpoint):
        known = sorted({each.endpoint for each in current_app.url_map.iter_rules() if not is_twin(each)})
        return f"There is no endpoint {endpoint!r}. The endpoints are: {', '.join(known)}."
    suggested = error.suggested.arguments if error.suggested else set()
    missing = sorted(suggested - set(error.values))
    needs = f" It still needs: {', '.join(missing)}." if missing else ""
    return f"{endpoint!r} cannot be built from these values.{needs} Its rules: {', '.join(rules_of(endpoint))}."


def rules_of(endpoint: str) -> list[str]:
    return [each.rule for each in current_app.url_map.iter_rules() if each.endpoint == endpoint]


def arguments(endpoint: str) -> set[str]:
    """The variables in the rules of an endpoint."""
    return {name for each in current_app.url_map.iter_rules() if each.endpoint == endpoint for name in each.arguments}


def is_twin(rule: Rule) -> bool:
    return str(rule.endpoint).startswith("api.")
