"""What a feature needs in each layer: `missing(root)` returns a sentence for each part that a checkout lacks."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from roundtrip.examples import read, rules_in

PACKAGE, TEMPLATES = "backend/roundtrip/features", "backend/roundtrip/templates"
EXAMPLES = "backend/roundtrip/examples"
NO_FEATURES = {"lessons", "parser", "report"}
"""Panels without a feature on the server."""

DECLARATIONS = {"CONTROLS": 1, "WITHOUT_SCRIPT": 1, "REPRODUCE": 1, "TWINS": 0}
"""The constants of each end-to-end test file, and how many elements they have at least."""

PROBE = """
import json
from pathlib import Path
from roundtrip.features import FEATURES, __file__ as file
assert Path(file).is_relative_to(Path.cwd()), f"{file} is another copy"
names = {feature.__name__.rpartition(".")[2]: feature for feature in FEATURES}
print(json.dumps({name: feature.bp.name if hasattr(feature, "bp") else "" for name, feature in names.items()}))
"""
"""A program that prints the name of the blueprint of each feature."""


def missing(root: Path) -> list[str]:
    """Return what is missing, and where to add it, in the order in which one writes a feature."""
    names = listed(root)
    absent = [name for name in names if not (root / PACKAGE / f"{name}.py").is_file()]
    if absent:
        return [f"{PACKAGE}/{name}.py does not exist, but `FEATURES` contains `{name}`: write it." for name in absent]
    return [
        *unlisted(root, names),
        *blueprints(root),
        *(sentence for name in names for sentence in module(root, name)),
        *examples(root, names),
        *panels(root, names),
        *(sentence for name in names for sentence in end_to_end(root, name)),
        *readme(root, names),
    ]


def listed(root: Path) -> list[str]:
    """Return the names in `FEATURES`."""
    value = constants(root / PACKAGE / "__init__.py")["FEATURES"]
    return [element.id for element in elements(value) if isinstance(element, ast.Name)]


def unlisted(root: Path, names: list[str]) -> Iterator[str]:
    """Compare the modules with the list."""
    for path in sorted((root / PACKAGE).glob("*.py")):
        if path.stem not in ("__init__", *names):
            yield f"{PACKAGE}/__init__.py lacks `{path.stem}`: import it there, and add it to `FEATURES`."


def blueprints(root: Path) -> Iterator[str]:
    """Import the features, and look at the names of their blueprints."""
    code = tuple(path.read_text("utf-8") for path in sorted((root / PACKAGE).glob("*.py")))
    names, error = imported(root, code)
    if error:
        yield f"The features cannot be imported: {error.strip().splitlines()[-1]}"
        return
    for name, blueprint in json.loads(names).items():
        if not blueprint:
            yield f'{PACKAGE}/{name}.py has no blueprint: add `bp = Blueprint("{name}", __name__)`.'
        elif blueprint != name:
            yield f"The blueprint in {PACKAGE}/{name}.py has the name `{blueprint}`: change it to `{name}`."


@lru_cache(maxsize=1)
def imported(root: Path, _code: tuple[str, ...]) -> tuple[str, str]:
    """Run `PROBE`, again only when the code has changed. Return its output, and its error if it failed."""
    environment = {**os.environ, "PYTHONPATH": str(root / "backend")}
    ran = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    return ran.stdout, ran.stderr if ran.returncode else ""


def module(root: Path, name: str) -> Iterator[str]:
    """Look at the docstring of a feature's module, and at its templates."""
    tree = ast.parse((root / PACKAGE / f"{name}.py").read_text("utf-8"))
    if not ast.get_docstring(tree):
        yield f"{PACKAGE}/{name}.py has no docstring: begin it with a sentence about the feature."
    for node in ast.walk(tree):
        template = node.value if isinstance(node, ast.Constant) else None
        if isinstance(template, str) and template.endswith(".html") and not (root / TEMPLATES / template).is_file():
            yield f"{PACKAGE}/{name}.py uses {template}: add {TEMPLATES}/{template}."


def examples(root: Path, names: list[str]) -> Iterator[str]:
    """Compare the rules of the features with those of the examples in plain Flask."""
    reasons = constants(root / EXAMPLES / "__init__.py")["WITHOUT"]
    without = {str(key.value) for key in getattr(reasons, "keys", []) if isinstance(key, ast.Constant)}
    served: dict[str, Collection[str]] = {
        path.parent.name: read(path.parent).rules for path in sorted((root / EXAMPLES).glob("*/app.py"))
    }
    features = {name: set(rules_in((root / PACKAGE / f"{name}.py").read_text("utf-8"))) for name in names}
    for name, rules in features.items():
        for rule in sorted(rules - without.union(*served.values())):
            yield (
                f"No example has the rule {rule} of {PACKAGE}/{name}.py: write {EXAMPLES}/{name}/app.py in plain "
                f"Flask, or add the rule to `WITHOUT` in {EXAMPLES}/__init__.py, with the reason."
            )
    for example, declared in {**served, "__init__": without}.items():
        for rule in sorted(set(declared).difference(*features.values())):
            yield f"No feature has the rule {rule} in {EXAMPLES}/{example}: remove the rule there."


class Panels(HTMLParser):
    """The sections of the page with their headings, and the links in its navigation."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sections: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self._section = ""
        self._navigation = False
        self._texts: list[tuple[dict[str, str], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the text that begins here."""
        attributes = dict(attrs)
        if tag == "section":
            self._section = attributes.get("id") or ""
            self.sections[self._section] = ""
        elif tag == "nav":
            self._navigation = True
        elif tag == "h2" and self._section:
            self._texts.append((self.sections, self._section))
        elif tag == "a" and self._navigation:
            self._texts.append((self.links, (attributes.get("href") or "").removeprefix("#")))

    def handle_endtag(self, tag: str) -> None:
        """Note that a text ends here."""
        if tag in ("h2", "a"):
            self._texts.clear()
        self._navigation = self._navigation and tag != "nav"
        self._section = "" if tag == "section" else self._section

    def handle_data(self, data: str) -> None:
        """Keep the text of headings and links."""
        for texts, key in self._texts:
            texts[key] = texts.get(key, "") + data


def panels(root: Path, names: list[str]) -> Iterator[str]:
    """Look at the sections, the headings and the links of the page."""
    page = Panels((root / "frontend/index.html").read_text("utf-8"))
    for name in names:
        title = name.capitalize()
        if name not in page.sections:
            yield f'frontend/index.html has no panel for `{name}`: add `<section class="panel" id="{name}">`.'
        elif page.sections[name] != title:
            yield f"The panel `{name}` in frontend/index.html lacks its heading: add `<h2>{title}</h2>`."
        if page.links.get(name) != title:
            yield f'The navigation in frontend/index.html has no link: add `<a href="#{name}">{title}</a>`.'
    for name in page.sections.keys() - {"", *names} - NO_FEATURES:
        yield f"The panel `{name}` in frontend/index.html has no feature: add it to `FEATURES`, or remove the panel."


def end_to_end(root: Path, name: str) -> Iterator[str]:
    """Look for tests, and for the declarations that tests of all features use."""
    file = f"e2e/test_{name}.py"
    path = root / file
    if not path.is_file():
        yield f"{file} does not exist: write it, with a test of the panel."
        return
    body = ast.parse(path.read_text("utf-8")).body
    if not any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in body):
        yield f"{file} has no test: add a function `test_…`."
    values = constants(path)
    for constant, least in DECLARATIONS.items():
        if constant not in values:
            yield f"{file} does not declare `{constant}`: add this list (e2e/declared.py describes it)."
        elif len(elements(values[constant])) < least:
            yield f"`{constant}` in {file} is empty: add an element (e2e/declared.py describes it)."


def readme(root: Path, names: list[str]) -> Iterator[str]:
    """Look for the rows of the panel table."""
    table = (
        (root / "README.md").read_text("utf-8").partition("| panel | try | what you see |\n")[2].partition("\n\n")[0]
    )
    rows = {cells[0]: cells for row in table.splitlines()[1:] if (cells := [c.strip() for c in row.split("|")[1:-1]])}
    titles = [name.capitalize() for name in names]
    for name, title in zip(names, titles, strict=True):
        if title not in rows:
            yield f"The panel table in README.md has no row for {title}: add `| {title} | `/{name}` | … |`."
        elif not all(rows[title]):
            yield f"The row {title} of the panel table in README.md has an empty cell: fill it in."
    for title in rows.keys() - set(titles) - {name.capitalize() for name in NO_FEATURES}:
        yield f"The row {title} of the panel table in README.md has no feature: add it to `FEATURES`, or remove it."


def constants(path: Path) -> dict[str, ast.expr]:
    """Return the values that a module assigns to names at its top level."""
    found: dict[str, ast.expr] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def elements(value: ast.expr) -> list[ast.expr]:
    """Return the elements of a list or a tuple."""
    return value.elts if isinstance(value, ast.List | ast.Tuple) else []
