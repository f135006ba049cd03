"""Print every sentence that a visitor can read, with its file and line: `python tools/sentences.py [part of a path …]`.

Read the list in one sitting after a change to the texts. `--comments` adds the docstrings and comments, which only
people who read the code see.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("frontend", "backend/roundtrip")
FEWEST_WORDS = 3

READ_ALOUD = {"alt", "aria-label", "content", "placeholder", "title"}
"""HTML attributes whose values people read or hear."""

JS_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<regex>(?<=[=(,:\[!&|?{};\n])\s*/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)""",
    re.S,
)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)


class Sentence(NamedTuple):
    """A text with the place where it stands; `comment` is true for a docstring or a comment."""

    file: str
    line: int
    text: str
    comment: bool = False


def sentences(root: Path = ROOT) -> Iterator[Sentence]:
    """Yield the sentences of the page, the messages and the templates, comments and docstrings included."""
    readers = {".py": of_python, ".js": of_javascript, ".html": of_html}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in readers:
                file = path.relative_to(root).as_posix()
                for line, text, comment in readers[path.suffix](path.read_text("utf-8")):
                    text = " ".join(text.split())
                    if len(re.findall(r"[A-Za-z]{2,}", text)) >= FEWEST_WORDS and " " in text:
                        yield Sentence(file, line, text, comment)


Found = Iterator[tuple[int, str, bool]]


def of_python(source: str) -> Found:
    """Yield strings, f-strings with `…` for their values, docstrings and comments. Visitors read a view's docstring."""
    tree = ast.parse(source)
    documents = {}
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            documents[body[0].value] = not is_view(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            documents.setdefault(node.value, True)
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
            yield node.lineno, "".join(map(str, parts)), False
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.lineno, node.value, documents.get(node, False)
    lines = iter(source.splitlines(keepends=True))
    for token in tokenize.generate_tokens(lambda: next(lines, "")):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# "), True


def is_view(node: ast.AST) -> bool:
    return any(
        re.match(r"bp\.(get|post|delete|route)\(", ast.unparse(decorator))
        for decorator in getattr(node, "decorator_list", [])
    )


def of_javascript(source: str) -> Found:
    """Yield strings, template literals with `…` for their values, and comments without their JSDoc tags."""
    for match in JS_TOKEN.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        if comment := match["comment"]:
            text = re.sub(r"^[\s/*]+|\*/$", " ", comment, flags=re.M)
            yield line, re.sub(r"@\w+(?:\s*\{(?:[^{}]|\{[^{}]*\})*\})?", " ", text), True
        elif text := match["text"]:
            yield line, re.sub(r"\$\{[^}]*\}", "…", text[1:-1]), False


class Texts(HTMLParser):
    """Collects the texts of a page: a paragraph, a label, a cell and so on is one text, whatever it holds inside."""

    INLINE = frozenset(
        ("a", "abbr", "b", "br", "code", "em", "i", "kbd", "small", "span", "strong", "sub", "sup", "var")
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str, bool]] = []
        self._text, self._line, self._hidden = "", 1, False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [(self.getpos()[0], value, False) for name, value in attributes if name in READ_ALOUD and value]
        if tag not in self.INLINE:
            self.flush()
        self._hidden = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.flush()
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._text.strip():
            self._line = self.getpos()[0] + len(data) - len(data.lstrip("\n"))
        if not self._hidden:
            self._text += data

    def handle_comment(self, data: str) -> None:
        self.found.append((self.getpos()[0], data, True))

    def flush(self) -> None:
        if self._text.strip():
            self.found.append((self._line, self._text, False))
        self._text = ""


def of_html(source: str) -> Found:
    """Yield the texts of a page, or of a template with `…` for what Jinja fills in."""
    parser = Texts()
    parser.feed(
        JINJA.sub(lambda match: "\n" * match[0].count("\n") + ("…" if match[0].startswith("{{") else ""), source)
    )
    parser.flush()
    yield from parser.found


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    comments = "--comments" in sys.argv
    for sentence in sentences():
        if (comments or not sentence.comment) and (not words or any(word in sentence.file for word in words)):
            print(f"{sentence.file}:{sentence.line}  {sentence.text}")


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # such as `| head`
        main()
