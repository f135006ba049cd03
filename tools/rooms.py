"""The map of the rooms: the folders of the program and the imports between them.

`python tools/rooms.py` writes the picture in docs/architecture.md again; a test holds the picture to the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/architecture.md"

Imports = dict[str, set[str]]
"""A module → the modules that it imports, as paths below the root of its language."""

BACKEND = ROOT / "backend/roundtrip"
FRONTEND = ROOT / "frontend/static"

ROOMS = {
    "__init__.py": "create_app",
    "__main__.py": "cli",
    "attempts.py": "guard",
    "config.py": "settings",
    "hosts.py": "guard",
    "keys.py": "settings",
    "marks.py": "guard",
    "reply.py": "replies",
    "problems.py": "replies",
    "source.py": "page",
    "echo.py": "features",
    "signup.py": "features",
    "pieces.py": "features",
    "pytest_plugin.py": "testing",
}
"""Modules at the top of the backend that share a room. Each other module, and each folder, is a room of its own."""

JS_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b(?:[^;"']*?\bfrom)?\s*["'](\.[^"']+)["']|\bimport\(\s*["'`](\.[^"'`]+)["'`]""", re.M
)
JS_TYPE = re.compile(r"\{[^{}]*?import\([^)]*\)[^{}]*\}")
"""A type in JSDoc, such as `{import("./stage.js").Arrival}`: it is no import when the program runs."""


def python_imports(package: Path = BACKEND) -> Imports:
    """Return the imports of each module of a package, lazy ones included, those for types only left out."""
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    return {module: set(targets_of(package, module, modules)) - {module} for module in sorted(modules)}


def targets_of(package: Path, module: str, modules: set[str]) -> Iterator[str]:
    tree = ast.parse((package / module).read_text("utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level or node in typing_only:
            continue
        folder = Path(module).parents[node.level - 1]
        base = folder / (node.module or "").replace(".", "/")
        for name in node.names:
            candidates = (
                f"{base / name.name}.py",
                f"{base / name.name}/__init__.py",
                f"{base}.py",
                f"{base}/__init__.py",
            )
            yield next(path for path in map(normal, candidates) if path in modules)


def normal(path: str) -> str:
    return path.removeprefix("./")


def js_imports(folder: Path = FRONTEND) -> Imports:
    """Return the imports of each JavaScript module, lazy ones included; a variable in an address matches any name."""
    modules = {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}
    imports: Imports = {}
    for module in sorted(modules):
        text = JS_TYPE.sub("", (folder / module).read_text("utf-8"))
        imports[module] = {
            target
            for static, lazy in JS_IMPORT.findall(text)
            for target in resolved(folder, module, static or lazy, modules)
        }
    return imports


def resolved(folder: Path, module: str, address: str, modules: set[str]) -> set[str]:
    path = (folder / module).parent.joinpath(address).resolve().relative_to(folder.resolve()).as_posix()
    pattern = re.compile(re.sub(r"\\\$\\\{.*?\\\}", "[^/]+(?:/[^/]+)?", re.escape(path)))
    return {name for name in modules if pattern.fullmatch(name)}


def room_of(module: str) -> str:
    """Return the room of a module: its folder, else the entry in `ROOMS`, else its own name."""
    folder, slash, _ = module.partition("/")
    return folder if slash else ROOMS.get(module, Path(module).stem)


def between_rooms(imports: Imports) -> Imports:
    """Return the imports between rooms: a room → the rooms that it imports."""
    rooms: Imports = {room_of(module): set() for module in imports}
    for module, targets in imports.items():
        rooms[room_of(module)] |= {room_of(target) for target in targets} - {room_of(module)}
    return rooms


def circle(imports: Imports) -> list[str]:
    """Return the modules of one import circle, in its order; an empty list if there is none."""
    finished: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in finished:
            return []
        for target in sorted(imports[module]):
            if found := visit(target, [*path, module]):
                return found
        finished.add(module)
        return []

    return next((found for module in imports if (found := visit(module, []))), [])


def picture() -> str:
    """Return the map as a Mermaid flowchart: an arrow from a room to each room that it imports."""
    lines = ["```mermaid", "flowchart TD"]
    for name, rooms in (("backend", between_rooms(python_imports())), ("frontend", between_rooms(js_imports()))):
        lines.append(f"  subgraph {name}")
        for room, targets in sorted(rooms.items()):
            prefix = "py" if name == "backend" else "js"
            lines.append(f"    {prefix}.{room}[{room}]")
            lines += [f"    {prefix}.{room} --> {prefix}.{target}" for target in sorted(targets)]
        lines.append("  end")
    return "\n".join([*lines, "```"])


def main() -> None:
    text = PICTURE.read_text("utf-8")
    PICTURE.write_text(re.sub(r"```mermaid\n.*?```", lambda _: picture(), text, flags=re.S), "utf-8")


if __name__ == "__main__":
    main()
