"""Templates: a name becomes a page, and never markup."""

from __future__ import annotations

from html import unescape

import pytest

from tests.twins import Twins, short

EVIL = ["<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "\"&'", "\u202e", "</p>"]


@pytest.mark.parametrize("name", ["Jane", "Zoë €", *EVIL[1:4]], ids=short)
def test_a_name_is_rendered(twins: Twins, name: str) -> None:
    pair = twins.get(f"/template/{name}".replace("%", "%25"))
    assert f"Hello, {name}!" in pair.text
    assert pair.json["template"] == "user.html"
    assert pair.json["context"] == {"username": name}
    assert pair.json["rendered"] == pair.page.text
    assert "{{ username }}" in pair.json["source"]


def test_without_a_name(twins: Twins) -> None:
    pair = twins.get("/template")
    assert "Hello, World!" in pair.text
    assert pair.json["context"] == {"username": None}


SCRIPT = "<script>alert(1)"
"""Without a slash, which would end a segment of a path."""


@pytest.mark.parametrize(
    ("path", "is_shown"),
    [
        ("/user/{}", True),
        ("/template/{}", True),
        ("/string/{}", True),
        ("/path/a/{}", True),
        ("/nothing/{}", True),
        ("/form?{}={}", True),
        ("/form/checked?name={}&message={}", True),
        ("/login?next={}", True),
        ("/url-for?endpoint={}", True),
        ("/respond?header={}", True),
        ("/url-for?endpoint=routing.user&username=a&{}={}", False),  # as the URL that it became
        ("/cookies?{}", False),
        ("/set-name?name={}", False),
        ("/redirect/302?to=/{}", False),
        ("/redirect/302?to={}", False),
        ("/respond?status={}", False),
        ("/respond?type={}", False),
        ("/origins/elsewhere?to={}", False),
    ],
)
def test_no_path_becomes_markup(twins: Twins, path: str, is_shown: bool) -> None:
    answer = twins.page.get(path.replace("{}", SCRIPT))
    assert answer.mimetype == "text/html"
    assert SCRIPT not in answer.text
    assert (SCRIPT in unescape(answer.text)) is is_shown, "as text, or not at all"


@pytest.mark.parametrize(
    ("path", "is_shown"),
    [
        ("/get-name", True),
        ("/cookies", True),
        ("/origins", True),
        ("/landing", True),
        ("/form?x", True),
        ("/session/cookie", True),
        ("/lab/origins", True),
        ("/nothing", False),
    ],
)
def test_no_header_becomes_markup(twins: Twins, path: str, is_shown: bool) -> None:
    headers = dict.fromkeys(("Referer", "Origin", "Sec-Fetch-Site", "User-Agent"), SCRIPT)
    pair = twins.get(path, headers={**headers, "Cookie": f"name={SCRIPT}; {SCRIPT}=x; session={SCRIPT}"})
    assert SCRIPT not in pair.page.text
    assert (SCRIPT in unescape(pair.page.text)) is is_shown, "as text, or not at all"
