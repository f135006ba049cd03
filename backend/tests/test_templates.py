"""Templates: a name in, a page out, and never markup."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "path",
    [
        "/user/{}",
        "/template/{}",
        "/string/{}",
        "/path/{}",
        "/url-for?endpoint={}",
        "/url-for?endpoint=routing.user&username=a&{}={}",
        "/form?{}={}",
        "/cookies?{}",
        "/set-name?name={}",
        "/login?next={}",
        "/nothing/{}",
        "/redirect/302?to=/{}",
        "/redirect/302?to={}",
        "/respond?status={}",
        "/respond?header={}",
        "/respond?type={}",
        "/origins/elsewhere?to={}",
    ],
)
def test_no_path_becomes_markup(twins: Twins, path: str) -> None:
    answer = twins.page.get(path.replace("{}", EVIL[0]))
    assert answer.mimetype == "text/html"
    assert EVIL[0] not in answer.text


@pytest.mark.parametrize("path", ["/get-name", "/cookies", "/origins", "/landing", "/session/cookie", "/nothing"])
def test_no_header_becomes_markup(twins: Twins, path: str) -> None:
    evil = EVIL[0].replace("/", "")
    headers = dict.fromkeys(("Referer", "Origin", "Sec-Fetch-Site", "User-Agent"), evil)
    pair = twins.get(path, headers={**headers, "Cookie": f"name={evil}; {evil}=x; session={evil}"})
    assert evil not in pair.page.text
