"""Write `frontend/static/labs/parser/corpus.js`, the cases of the parser lab, from a checkout of abarth/http-state.

`python tools/http_state.py path/to/http-state` reads the pairs of files in `tests/data/parser/`: the Set-Cookie headers
of a case and perhaps a Location, and the Cookie header that must come back. It copies these facts, and no code.

Dates that the corpus regards as the future have passed meanwhile, or soon will: the tool moves them to 2099.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

OUTPUT = Path(__file__).parents[1] / "frontend/static/labs/parser/corpus.js"
FIELD = re.compile(r"([\w-]+):[ \t]*(.*)", re.DOTALL)
SOON = re.compile(r"(?<=[ -])20(?:19|2[0-9])(?= \d\d:)")
"""The year of a date that the corpus regards as the future."""

LONG_RUN = re.compile(r"(.)\1{99,}")
HEAD = """\
/**
 * The parser cases of the IETF's http-state working group: name, Set-Cookie headers, Cookie header, and the address of
 * the request that must carry it, if it is not `/cookie-parser-result` of the same host. `tools/http_state.py` writes
 * this file. Do not edit it.
 *
 * Source: https://github.com/abarth/http-state, tests/data/parser/. Licence: the repository names none for these files.
 * Its README calls all contributions IETF Contributions (https://www.ietf.org/about/note-well/); the IETF Trust's Legal
 * Provisions place code components under the Revised BSD License. These are facts of the corpus, without its code.
 */
// biome-ignore-all format: one case, one line
/** @type {import("./rules.js").CorpusCase[]} */
export const CORPUS = [
"""


class Case(NamedTuple):
    """A case of the corpus. `address` is empty unless the case names one."""

    name: str
    set_cookies: list[str]
    cookie: str
    address: str


def main() -> None:
    """Read the checkout that the command line names, and write the file."""
    if len(sys.argv) != 2:
        sys.exit("Name the folder of a checkout of https://github.com/abarth/http-state.")
    folder = Path(sys.argv[1]) / "tests/data/parser"
    if not folder.is_dir():
        sys.exit(f"{folder} does not exist. Name the folder of a checkout of https://github.com/abarth/http-state.")
    corpus = list(cases(folder))
    OUTPUT.write_text(written(corpus), "utf-8")
    print(f"{OUTPUT}: {len(corpus)} cases")


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of a folder, sorted by their names."""
    for test in sorted(folder.glob("*-test")):
        name = test.name.removesuffix("-test")
        sent = fields(test)
        yield Case(
            name,
            [SOON.sub("2099", value) for field, value in sent if field == "set-cookie"],
            expected(test.with_name(f"{name}-expected")),
            "".join(address(value) for field, value in sent if field == "location"),
        )


def fields(file: Path) -> list[tuple[str, str]]:
    """Return the header fields in a file. Only LF ends a line: a case may contain CR or NUL."""
    matches = [FIELD.fullmatch(line) for line in file.read_bytes().decode().split("\n")]
    return [(match[1].lower(), match[2]) for match in matches if match]


def expected(file: Path) -> str:
    """Return the Cookie header that must come back; none if the file has two, as in the corpus itself."""
    headers = [value for field, value in fields(file) if field == "cookie"]
    return headers[0] if len(headers) == 1 else ""


def address(location: str) -> str:
    """Return a Location without the port and the query of the corpus's own server."""
    parts = urlsplit(location)
    host = f"http://{parts.netloc.partition(':')[0]}" if parts.netloc else ""
    return host + parts.path


def written(corpus: Iterable[Case]) -> str:
    """Return the JavaScript module."""
    lines = [f"  [{', '.join(values(case))}],\n" for case in corpus]
    return f"{HEAD}{''.join(lines)}];\n"


def values(case: Case) -> Iterator[str]:
    """Yield the values of a case as JavaScript literals."""
    yield literal(case.name)
    yield f"[{', '.join(map(literal, case.set_cookies))}]"
    yield literal(case.cookie)
    if case.address:
        yield literal(case.address)


def literal(text: str) -> str:
    """Return a text as a JavaScript literal; a long run of one character is written shorter."""
    run = LONG_RUN.search(text)
    if run is None:
        return json.dumps(text, ensure_ascii=False)
    repeat = f'"{run[1]}".repeat({len(run[0])})'
    before, after = text[: run.start()], text[run.end() :]
    return f"`{before}${{{repeat}}}{after}`" if before or after else repeat


if __name__ == "__main__":
    main()
