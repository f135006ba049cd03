"""Authentication: each scheme lets the right credentials in, and answers all others with its challenge."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_dict_header

from roundtrip.syntax.digest import proof
from tests.conftest import Serve
from tests.twins import Twins

HTML = {"Accept": "text/html"}
PATH = "/digest-auth/auth/robert/secret"
MUFASA: dict[str, str | None] = {
    "username": "Mufasa",
    "realm": "http-auth@example.org",
    "uri": "/dir/index.html",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "nc": "00000001",
    "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "qop": "auth",
}
"""RFC 7616, section 3.9.1."""


def challenged(client: FlaskClient, path: str) -> dict[str, Any]:
    """Return the parameters of a Digest challenge."""
    header = client.get(path).headers["WWW-Authenticate"]
    assert header.startswith("Digest ")
    return parse_dict_header(header.removeprefix("Digest "))


def answer_to(challenge: dict[str, Any], password: str = "secret", **changes: str) -> dict[str, str]:
    """Return the header that answers a Digest challenge, with some parameters changed after the proof was made."""
    given = {name: challenge[name] for name in ("realm", "nonce", "algorithm")}
    given |= {"username": "robert", "uri": PATH, "qop": "auth", "nc": "00000001", "cnonce": "abc"}
    given |= {name: changes.pop(name) for name in ("uri", "nc") if name in changes}
    given["response"] = proof(given, "GET", password)
    given |= changes
    return {"Authorization": "Digest " + ", ".join(f'{name}="{value}"' for name, value in given.items())}


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_proof_is_that_of_the_standard(algorithm: str, response: str) -> None:
    assert proof({**MUFASA, "algorithm": algorithm}, "GET", "Circle of Life") == response


@pytest.mark.parametrize(
    ("path", "auth", "status"),
    [
        ("/basic-auth/robert/secret", ("robert", "secret"), 200),
        ("/basic-auth/robert/secret", ("robert", "wrong"), 401),
        ("/basic-auth/robert/secret", ("nobody", "secret"), 401),
        ("/basic-auth/robert/secret", None, 401),
        ("/basic-auth/Zo%C3%AB/%C3%A9%3A", ("Zoë", "é:"), 200),
        ("/hidden-basic-auth/robert/secret", ("robert", "secret"), 200),
        ("/hidden-basic-auth/robert/secret", ("robert", "wrong"), 404),
        ("/hidden-basic-auth/robert/secret", None, 404),
    ],
)
def test_basic(twins: Twins, path: str, auth: tuple[str, str] | None, status: int) -> None:
    pair = twins.get(path, headers=HTML, auth=auth)
    assert pair.page.status_code == status
    challenge = 'Basic realm="Roundtrip demo"' if status == 401 else None
    assert pair.page.headers.get("WWW-Authenticate") == pair.twin.headers.get("WWW-Authenticate") == challenge
    if auth and status == 200:
        assert pair.json == {"authenticated": True, "user": auth[0]}


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer abc", 200), ("Bearer a=b", 200), ("bearer abc", 401), ("Bearer ", 401), ("Basic YTpi", 401), ("", 401)],
)
def test_bearer(twins: Twins, header: str, status: int) -> None:
    pair = twins.get("/bearer", headers={**HTML, **({"Authorization": header} if header else {})})
    assert pair.page.status_code == status
    assert pair.page.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
    if status == 200:
        assert pair.json == {"authenticated": True, "token": header.removeprefix("Bearer ")}


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-512", "unknown"])
def test_digest_proves_the_password(client: FlaskClient, algorithm: str) -> None:
    path = f"{PATH}/{algorithm}"
    challenge = challenged(client, path)
    assert challenge["algorithm"] == (algorithm if algorithm != "unknown" else "MD5")
    assert (challenge["qop"], challenge["stale"]) == ("auth", "FALSE")
    right = client.get(path, headers=answer_to(challenge, uri=path))
    assert (right.status_code, right.json) == (200, {"authenticated": True, "user": "robert"})
    wrong = client.get(path, headers=answer_to(challenge, "wrong", uri=path))
    assert wrong.status_code == 401
    assert "stale=FALSE" in wrong.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "nobody"},
        {"realm": "Elsewhere"},
        {"uri": "/hello"},
        {"algorithm": "SHA-256"},
        {"cnonce": "other"},
        {"qop": "auth-int"},
        {"response": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_digest_accepts_no_other_parameter(client: FlaskClient, changes: dict[str, str]) -> None:
    challenge = challenged(client, PATH)
    assert client.get(PATH, headers=answer_to(challenge)).status_code == 200
    assert client.get(PATH, headers=answer_to(challenge, **changes)).status_code == 401


def test_a_nonce_of_somebody_else_is_stale(client: FlaskClient) -> None:
    answer = client.get(PATH, headers=answer_to({**challenged(client, PATH), "nonce": "invented"}))
    assert answer.status_code == 401
    assert "stale=TRUE" in answer.headers["WWW-Authenticate"]


def test_a_nonce_is_stale_after_its_uses(client: FlaskClient) -> None:
    path = f"{PATH}/MD5/2"
    challenge = challenged(client, path)
    counts = ("00000001", "00000002", "00000003", "x")
    answers = [client.get(path, headers=answer_to(challenge, uri=path, nc=count)) for count in counts]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401]
    assert "stale=TRUE" in answers[2].headers["WWW-Authenticate"]


def test_a_program_gets_json_at_the_path_of_httpbin(client: FlaskClient) -> None:
    for accept, mimetype in (("*/*", "application/json"), ("text/html,*/*;q=0.8", "text/html")):
        answer = client.get("/basic-auth/a/b", auth=("a", "b"), headers={"Accept": accept})
        assert (answer.mimetype, answer.headers["Vary"]) == (mimetype, "Accept")
    refused = client.get("/basic-auth/a/b", headers={"Accept": "*/*"})
    assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")


def test_the_challenge_of_the_login_form_stays(client: FlaskClient) -> None:
    answer = client.post("/login", data={"username": "robert", "password": "wrong"})
    assert answer.headers["WWW-Authenticate"].startswith("Cookie ")


@pytest.mark.slow
@pytest.mark.parametrize("path", [PATH, f"{PATH}/SHA-256", "/digest-auth/auth-int/robert/secret"])
def test_another_implementation_of_digest_gets_in(serve: Serve, path: str) -> None:
    """httpx knows `auth` only, so it cannot answer `auth-int`."""
    with httpx.Client(base_url=serve().url, auth=httpx.DigestAuth("robert", "secret")) as client:
        if "auth-int" in path:
            with pytest.raises(NotImplementedError, match="auth-int"):
                client.get(path)
            return
        answer = client.get(path, params={"a": "b c"})
        assert (answer.status_code, len(answer.history)) == (200, 1)
        assert re.search(r"nonce=\"[^\"]+\"", answer.request.headers["Authorization"])
