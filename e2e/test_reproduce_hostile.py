"""Snippets of hostile exchanges send what was sent: they run no command, read no file, and change no byte.

The snippets are made by the page's own module, and run in two shells, and as tests. A socket keeps what arrives.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e.hostile import BOUNDARY, FORM, Case, cases
from e2e.receiver import Received, Receiver
from e2e.snippets import run_snippets

pytestmark = pytest.mark.slow

CASES = {f"c{number:03}": case for number, case in enumerate(cases())}
SHELLS = ("bash", "dash")
RUNNERS = (*SHELLS, "pytest")

MAKE = """async ([runner, entries]) => {
  const { [runner]: make } = await import(`/static/wire/reproduce/${runner}.js`);
  return JSON.parse(entries).map((entry) => make([entry]));
}"""

SECRET = "Set-Cookie: secret=SECRET; Path=/\nX-Secret: SECRET\n"
"""The content of the file that no snippet may read: curl can take it for cookies, for headers and for options."""

SCRIPT = """
curl() { command curl --disable --user-agent "case-$name" --max-time 20 "$@"; }
runs() { : > canary; }
for name in c*; do
  (cd "$name" && . ./snippet) > "$name.out" 2>&1 < /dev/null
done
"""
"""Runs each snippet as it stands, in its own folder. Its requests carry its name."""

CONFTEST = """
import socket

@pytest.fixture(scope="session")
def shared(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()

@pytest.fixture
def page(shared):
    shared.context.clear_cookies()
    return shared

@pytest.fixture(autouse=True)
def mark(request):
    with socket.create_connection(({address!r}, {port})) as connection:
        connection.sendall(b"MARK " + request.module.__name__.removeprefix("test_").encode() + b"\\n")
        connection.recv(1)
"""
"""All tests share one page, which is faster; the server learns which test sends the next requests."""

COMPARED = {b"cookie", b"if-none-match", b"if-modified-since", b"range", b"content-type"}
BY_A_CLIENT = re.compile(rb"host|user-agent|accept(-.*)?|connection|content-length|cache-control|upgrade-.*|sec-.*")


@pytest.fixture(scope="module")
def receivers() -> Iterator[dict[str, Receiver]]:
    with ExitStack() as stack:
        yield {runner: stack.enter_context(Receiver()) for runner in RUNNERS}


@pytest.fixture(scope="module")
def snippets(browser: Browser, base_url: str, receivers: dict[str, Receiver]) -> dict[str, dict[str, str]]:
    """The snippets by runner and case, made in the page."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto("/hello")
    made = {}
    for runner, receiver in receivers.items():
        entries = json.dumps([case.entry(receiver.address) for case in CASES.values()])
        texts = page.evaluate(MAKE, ["curl" if runner in SHELLS else runner, entries])
        made[runner] = dict(zip(CASES, texts, strict=True))
    context.close()
    return made


@pytest.fixture(scope="module")
def folders(
    snippets: dict[str, dict[str, str]],
    receivers: dict[str, Receiver],
    tmp_path_factory: pytest.TempPathFactory,
    browser_name: str,
    browser_channel: str | None,
) -> dict[str, Path]:
    """The folder in which each runner has run its snippets, all runners at the same time."""
    folders = {runner: tmp_path_factory.mktemp(runner) for runner in RUNNERS}
    address, _, port = receivers["pytest"].address.partition(":")
    conftest = CONFTEST.format(address=address, port=port)

    def run(runner: str) -> None:
        if runner in SHELLS:
            run_in_shell(runner, folders[runner], snippets[runner])
            return
        (folders[runner] / "secret").write_text(SECRET)
        failures = run_snippets(folders[runner], snippets[runner], browser_name, browser_channel, conftest)
        (folders[runner] / "failures.json").write_text(json.dumps(failures))

    with ThreadPoolExecutor(len(RUNNERS)) as pool:
        list(pool.map(run, RUNNERS))
    return folders


def run_in_shell(shell: str, folder: Path, snippets: dict[str, str]) -> None:
    """Run every snippet in one shell; each has a folder of its own."""
    for name, snippet in snippets.items():
        (folder / name).mkdir()
        (folder / name / "snippet").write_bytes(snippet.encode())
        (folder / name / "secret").write_text(SECRET)
    environ = {**os.environ, "HOME": str(folder)}
    subprocess.run([shell], input=SCRIPT.encode(), cwd=folder, env=environ, capture_output=True, check=True)


def sent(case: Case) -> Received:
    """Return the request of a case as a snippet should send it: without the session cookie, which is a secret."""
    headers = [
        (name, value.removeprefix(b"session=x;")) for name, value in case.headers if name.lower() != b"sec-fetch-dest"
    ]
    lines = [case.method + b" " + case.target + b" HTTP/1.1", *(name + b": " + value for name, value in headers)]
    return Received(b"\r\n".join(lines) + b"\r\n\r\n", case.body)


def essence(request: Received) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """Return what a snippet must not change: the request line, some headers, and the body with any boundary."""
    headers = sorted(pair for pair in request.headers if pair[0] in COMPARED)
    body = request.body
    [type] = [value for name, value in headers if name == b"content-type"] or [b""]
    boundary = type.removeprefix(b"multipart/form-data; boundary=")
    if type != boundary and re.fullmatch(rb"-{24}[0-9a-zA-Z]{16,32}", boundary):  # curl's own
        body = body.replace(boundary, BOUNDARY)
        headers = [(name, FORM if name == b"content-type" else value) for name, value in headers]
    return request.line, headers, body


@pytest.mark.not_in("firefox", "The receiver knows which requests and headers Chromium adds; Firefox adds others.")
@pytest.mark.parametrize("runner", RUNNERS)
def test_what_was_sent_arrives_byte_for_byte(
    runner: str, folders: dict[str, Path], receivers: dict[str, Receiver]
) -> None:
    received = receivers[runner].received
    found = {name: [essence(request) for request in received.get(name, [])] for name in CASES}

    assert {
        str(CASES[name]): essences for name, essences in found.items() if essences != [essence(sent(CASES[name]))]
    } == {}


@pytest.mark.not_in("firefox", "The receiver knows which requests and headers Chromium adds; Firefox adds others.")
@pytest.mark.parametrize("runner", RUNNERS)
def test_nothing_else_is_sent(runner: str, folders: dict[str, Path], receivers: dict[str, Receiver]) -> None:
    requests = [(name, request) for name, all in receivers[runner].received.items() for request in all]

    assert len(requests) >= 443
    assert {name for name, request in requests if b"SECRET" in request.head + request.body} == set()
    others = {name for _, request in requests for name, _ in request.headers if name not in COMPARED}
    assert {name for name in others if not BY_A_CLIENT.fullmatch(name)} == set()


@pytest.mark.parametrize("shell", SHELLS)
def test_no_command_runs_in_a_shell(shell: str, folders: dict[str, Path]) -> None:
    made = {str(path.relative_to(folders[shell])) for path in folders[shell].rglob("*") if path.is_file()}
    of_case = re.compile(r"c\d+(\.out|/(snippet|secret|body\.bin|part\d))")

    assert len(made) >= 3 * len(CASES)
    assert {path for path in made if not of_case.fullmatch(path)} == set()


def test_no_code_runs_in_a_test(folders: dict[str, Path]) -> None:
    made = {path.name for path in folders["pytest"].iterdir()}

    assert made - {f"test_{name}.py" for name in CASES} == {"conftest.py", "said.xml", "failures.json", "secret"}


def test_tests_pass(folders: dict[str, Path]) -> None:
    failures = json.loads((folders["pytest"] / "failures.json").read_text())

    assert {str(CASES[name]): failure for name, failure in failures.items() if failure} == {}


@pytest.mark.parametrize("runner", ["bash", "pytest"])
def test_a_person_sees_every_character(runner: str, snippets: dict[str, dict[str, str]]) -> None:
    """A terminal obeys control characters, also in quotes, when a person pastes the snippet."""
    invisible = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e\ufeff\ud800-\udfff]")

    assert {str(CASES[name]) for name, snippet in snippets[runner].items() if invisible.search(snippet)} == set()
