"""The servers of newer rows: a page that loads resources, odd Location headers, odd Access-Control-Allow-Origin."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from roundtrip.labs.away import ASTRAY
from roundtrip.labs.loads import POLICIES
from roundtrip.labs.origins import ALLOWS
from tests.policies import policies

THIS, OTHER = "http://localhost", "http://127.0.0.1"


def test_the_page_may_load_only_the_path_of_the_lab(client: FlaskClient) -> None:
    paths = f"{THIS}/api/lab/origins {OTHER}/api/lab/origins"
    usual, loading = policies(client.get("/lab/actor"))[0], policies(client.get("/lab/loads"))[0]
    assert loading["default-src"] == paths
    assert loading["script-src"] == loading["style-src"] == f"{paths} 'self'"
    more = f"{paths} http://*:*/static/ https://*:*/static/"
    assert policies(client.get("/lab/loads"))[1] == {"script-src": more, "style-src": more}
    assert {name for name in usual if usual[name] != loading[name]} == {"default-src", "script-src", "style-src"}


@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_has_the_policy_of_its_query(client: FlaskClient, policy: str) -> None:
    assert client.get(f"/lab/loads?referrer={policy}").headers["Referrer-Policy"] == policy


def test_another_policy_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/lab/loads?referrer=unsafe")
    assert answer.status_code == 400
    assert "unsafe-url" in answer.get_json()["detail"]


@pytest.mark.parametrize("kind", ASTRAY)
@pytest.mark.parametrize("side", ["", "/api"])
def test_no_redirect_leads_to_another_server(client: FlaskClient, side: str, kind: str) -> None:
    answer = client.get(f"{side}/lab/astray?location={kind}")
    locations = answer.headers.getlist("Location")
    assert (answer.status_code, len(locations)) == (302, len(ASTRAY[kind]))
    for location in locations:
        if re.match(r"(http:|//)[/\\]", location, re.IGNORECASE) and kind not in ("bad-host", "bad-port", "big-port"):
            host = urlsplit(location.replace("\\", "/")).hostname
            assert host in ("localhost", "127.0.0.1", None), "and browsers show an error page for the three"


def test_an_unknown_kind_is_refused(client: FlaskClient) -> None:
    for path in ("/api/lab/astray?location=evil.example", "/api/lab/astray"):
        assert client.get(path).status_code == 400


@pytest.mark.parametrize("kind", ALLOWS)
def test_no_value_lets_a_third_origin_read_an_answer(client: FlaskClient, kind: str) -> None:
    answer = client.get("/api/lab/origins", query_string={"allow": kind}, headers={"Origin": "http://evil.example"})
    values = [value.strip(" \t") for value in answer.headers.getlist("Access-Control-Allow-Origin")]
    assert len(values) == len(ALLOWS[kind])
    assert "evil" not in "".join(values)
    readers = [value for value in values if re.fullmatch(r"https?://[\w.:-]+|\*|null", value)]
    assert set(readers) <= {THIS, OTHER, "*", "null", "https://127.0.0.1", f"{OTHER}1", "http://.127.0.0.1"}
