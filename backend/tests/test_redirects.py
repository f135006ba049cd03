"""Redirects: five codes, chains, a loop without an end, and slashes."""

from __future__ import annotations

import pytest

from tests.twins import Twins

FIVE = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", FIVE)
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_each_code(twins: Twins, code: int, method: str) -> None:
    pair = twins.open(method, f"/redirect/{code}")
    assert (pair.page.status_code, pair.page.location) == (code, "/landing")


@pytest.mark.parametrize("code", [0, 200, 300, 304, 305, 306, 309, 404, 999, 10**20])
def test_no_other_code(twins: Twins, code: int) -> None:
    pair = twins.get(f"/redirect/{code}")
    assert pair.page.status_code == 400
    assert all(str(each) in pair.json["detail"] for each in (301, 302, 303, 307, 308))


@pytest.mark.parametrize("sent", [{"query_string": {"to": "/index?a=b"}}, {"data": {"to": "/index?a=b"}}], ids=str)
def test_to_comes_from_the_query_or_the_form(twins: Twins, sent: dict[str, dict[str, str]]) -> None:
    assert twins.post("/redirect/303", **sent).page.location == "/index?a=b"


def test_a_redirect_is_never_stored(twins: Twins) -> None:
    """With a stored 301 or 308, the browser makes no second round trip."""
    for path in ("/redirect/301", "/redirect/308", "/slash"):
        assert twins.get(path).page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("hops", [1, 2, 20])
def test_a_chain_ends_at_the_landing(twins: Twins, hops: int) -> None:
    for client, side in ((twins.page, ""), (twins.api, "/api")):
        answer = client.get(f"{side}/redirect/chain/{hops}", follow_redirects=True)
        assert [hop.status_code for hop in answer.history] == [302] * hops
        assert answer.request.path == f"{side}/landing"


@pytest.mark.parametrize("hops", [0, 21, 10**9])
def test_a_chain_of_a_wrong_length_is_refused(twins: Twins, hops: int) -> None:
    pair = twins.get(f"/redirect/chain/{hops}")
    assert pair.page.status_code == 400
    assert "1 to 20" in pair.json["detail"]


@pytest.mark.parametrize("hops", ["-1", "x", "1.5"])
def test_the_length_of_a_chain_is_a_whole_number(twins: Twins, hops: str) -> None:
    assert twins.get(f"/redirect/chain/{hops}").page.status_code == 404


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/slash", "/slash/"),
        ("/slash?a=b&c=%C3%A9", "/slash/?a=b&c=%C3%A9"),
        ("/slash?//evil.example", "/slash/?//evil.example"),
        ("/path//a", "/path/a"),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "evil.example", "[::1]:5000"])
def test_the_router_redirects_within_the_site(twins: Twins, path: str, to: str, host: str) -> None:
    pair = twins.get(path, headers={"Host": host})
    assert (pair.page.status_code, pair.page.location) == (308, to)
    assert pair.twin.location == f"/api{to}"


@pytest.mark.parametrize("path", ["/unslash/", "/hello/", "/slash/x"])
def test_a_rule_without_a_slash_does_not_match_one(twins: Twins, path: str) -> None:
    assert twins.get(path).page.status_code == 404


@pytest.mark.parametrize("method", FIVE)
def test_the_landing_echoes(twins: Twins, method: str) -> None:
    echo = twins.open(method, "/landing?a=b", data={"c": "d"}).json
    assert (echo["method"], echo["args"], echo["form"]) == (method, {"a": ["b"]}, {"c": ["d"]})
