"""Routing: rules, their converters, and the URL that belongs to an endpoint."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BuildError, FloatConverter, Rule, ValidationError

from ..describe import Field, Many, describe
from ..problems import refuse
from ..reply import redirect, reply

bp = Blueprint("routing", __name__)


ENDPOINT = (
    Field(
        "endpoint",
        "The name of a view, such as routing.user. The other fields are the values that its rule needs.",
        required=True,
        example="redirects.index",
    ),
)


class Float(FloatConverter):
    """The converter `float` without infinity: too many digits overflow, and JSON has no infinity."""

    def to_python(self, value: str) -> Any:
        number = super().to_python(value)
        if not math.isfinite(number):
            raise ValidationError
        return number


@bp.record_once
def use_finite_floats(state: BlueprintSetupState) -> None:
    state.app.url_map.converters.update(float=Float)


@bp.get("/user/<username>")
@describe(200, json={"message": str, "rule": str, "args": dict[str, str]})
def user(username: str) -> Response:
    """Greet the name in the path, as the first variable rule of the tutorial does."""
    return reply("routing.html", {"message": f"hello, {username}", "rule": rule(), "args": request.view_args})


@bp.get("/string/<string:value>", endpoint="string")
@bp.get("/number/<int:value>", endpoint="number")
@bp.get("/float/<float:value>", endpoint="float")
@bp.get("/path/<path:value>", endpoint="path")
@bp.get("/uuid/<uuid:value>", endpoint="uuid")
@describe(200, json={"rule": str, "converter": str, "value": str | int | float, "type": str})
def converted(value: Any) -> Response:
    """Show the Python value that the converter makes of the text in the path."""
    converter = rule().rpartition("<")[2].partition(":")[0]
    data = {"rule": rule(), "converter": converter, "value": value, "type": type(value).__name__}
    return reply("routing.html", data)


@bp.get("/url-for")
@describe(200, 400, query=ENDPOINT, json={"endpoint": str, "url": str})
def url_for_endpoint() -> Response:
    """Call `url_for` with the values in the query. A value that the rule does not use becomes a part of the query."""
    values = request.args.to_dict()
    endpoint = values.pop("endpoint", "")
    return reply("routing.html", {"endpoint": endpoint, "url": build(endpoint, values)})


@bp.route("/go", methods=["GET", "POST"])
@describe(307, 400, values=ENDPOINT)
def go() -> Response:
    """Redirect a form to a path that depends on its fields. A browser without JavaScript needs this view."""
    values = {name: value for name, value in request.values.items() if value}
    endpoint = values.pop("endpoint", "")
    if request.method == "POST":  # the 307 repeats the body, so the path needs only its own values
        values = {name: value for name, value in values.items() if name in arguments(endpoint)}
    return redirect(build(endpoint, values), 307)


@bp.get("/routes")
@describe(200, json={"routes": Many({"rule": str, "methods": list[str], "endpoint": str})})
def routes() -> Response:
    """List every rule of the program."""
    rules = sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)
    rows = [
        {"rule": rule.rule, "methods": sorted(rule.methods or ["any"]), "endpoint": rule.endpoint} for rule in rules
    ]
    return reply("routes.html", {"routes": rows})


def rule() -> str:
    """Return the rule that matched, without the prefix of the twin."""
    return str(request.url_rule).removeprefix("/api")


def build(endpoint: str, values: dict[str, Any]) -> str:
    """Return the URL of an endpoint; else answer 400 and name the valid endpoints or rules."""
    reserved = sorted(name for name in values if name.startswith("_") and name != "_anchor")
    if reserved:
        refuse(400, f"url_for reserves {', '.join(reserved)}. Use other names, or _anchor.")
    try:
        return url_for(endpoint, **values)
    except BuildError as error:
        refuse(400, why_not(endpoint, error))
    except (TypeError, ValueError):
        refuse(400, f"{endpoint!r} does not accept these values. Its rules: {', '.join(rules_of(endpoint))}.")


def why_not(endpoint: str, error: BuildError) -> str:
    """Return a message about the missing values or the unknown endpoint; it names the valid choices."""
    if not rules_of(endpoint):
        endpoints = sorted({rule.endpoint for rule in current_app.url_map.iter_rules() if not is_twin(rule)})
        return f"There is no endpoint {endpoint!r}. The endpoints are: {', '.join(endpoints)}."
    suggested = error.suggested.arguments if error.suggested else set()
    missing = sorted(suggested - set(error.values))
    addition = f" Missing: {', '.join(missing)}." if missing else ""
    return f"No URL of {endpoint!r} has these values.{addition} Its rules: {', '.join(rules_of(endpoint))}."


def rules_of(endpoint: str) -> list[str]:
    return [rule.rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint]


def arguments(endpoint: str) -> set[str]:
    """Return the variables in the rules of an endpoint."""
    return {name for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint for name in rule.arguments}


def is_twin(rule: Rule) -> bool:
    return str(rule.endpoint).startswith("api.")
