"""The fields that a module reads from a request: the names in `request.args.get("name")` and the like."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

SOURCES = {"args", "form", "values", "files"}


def fields_read(module: ModuleType) -> set[str]:
    """Return the names that are plain texts in the code."""
    return set(names(ast.parse(inspect.getsource(module))))


def names(tree: ast.AST) -> Iterator[str]:
    """Yield `name` of `request.form.get("name")`, `request.form["name"]` and `"name" in request.form`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=source, attr="get" | "getlist"), args=[ast.Constant(str(name)), *_]):
                yield from [name] if is_source(source) else []
            case ast.Subscript(value=source, slice=ast.Constant(str(name))):
                yield from [name] if is_source(source) else []
            case ast.Compare(left=ast.Constant(str(name)), ops=[ast.In() | ast.NotIn()], comparators=[source]):
                yield from [name] if is_source(source) else []


def is_source(node: ast.expr) -> bool:
    """Return whether an expression is `request.args`, `request.form`, `request.values` or `request.files`."""
    match node:
        case ast.Attribute(value=ast.Name("request"), attr=name):
            return name in SOURCES
    return False
