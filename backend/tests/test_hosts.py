"""Hosts: a name that only leads here by DNS gets nothing (DNS rebinding), and an impossible one is a 400."""

from __future__ import annotations

import http.client
import socket
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeApp, Serve
from tests.serving import Server
from tests.twins import Twins, heading

pytestmark = pytest.mark.slow

LOOPBACK = ["localhost", "LOCALHOST:5000", "localhost.", "a.b.localhost:1", "127.0.0.1", "127.255.0.3:80", "[::1]:5000"]
OTHERS = ["evil.test", "evil.test:5000", "localhost.evil.test", "127.0.0.1.evil.test", "notlocalhost", "localhost.com"]
ADDRESSES = ["192.168.1.2:5000", "10.0.0.1", "0.0.0.0", "[fe80::1]", "8.8.8.8"]
IMPOSSIBLE = [".", "..", "a..b", ".a", ":80", "[::1", "[x]", "-" * 64, f"{'a' * 64}.localhost", "a." * 127 + "abcd"]


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_names_are_served(make_app: MakeApp, host: str) -> None:
    client = make_app().test_client()
    assert client.get("/hello", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/hello", "/nothing", "/static/style.css", "/api/wire", "/healthz"])
@pytest.mark.parametrize("host", OTHERS + ADDRESSES)
def test_on_loopback_nothing_else_is_served(make_app: MakeApp, host: str, path: str) -> None:
    answer = make_app().test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "does not answer to the name" in answer.text
    assert "ROUNDTRIP_HOSTS=" in answer.text


@pytest.mark.parametrize("host", IMPOSSIBLE)
def test_an_impossible_host_is_a_400(twins: Twins, host: str) -> None:
    pair = twins.get("/hello", headers={"Host": host})
    assert pair.page.status_code == 400
    assert heading(pair.page) == "400 Bad Request"
    assert "not a valid host name" in pair.json["detail"]


@pytest.mark.parametrize("listens", ["127.0.0.1", "0.0.0.0"])
def test_the_setting_adds_names(make_app: MakeApp, listens: str) -> None:
    client = make_app(host=listens, hosts="one.test, .two.test,10.0.0.1").test_client()
    for host in ("one.test", "one.test:80", "ONE.test.", "two.test", "a.b.two.test", "10.0.0.1:5000", "localhost"):
        assert client.get("/hello", headers={"Host": host}).status_code == 200, host
    for host in ("a.one.test", "xtwo.test", "10.0.0.2", socket.gethostname()):
        assert client.get("/hello", headers={"Host": host}).status_code == 400, host


@pytest.mark.parametrize("listens", ["0.0.0.0", "::", "192.168.1.2", "my.name"])
def test_beyond_loopback_it_answers_to_addresses_and_to_its_own_names(make_app: MakeApp, listens: str) -> None:
    client = make_app(host=listens).test_client()
    own = socket.gethostname()
    names = [*LOOPBACK, *ADDRESSES, own, f"{own.partition('.')[0]}.local"]
    for host in [*names, *(["My.Name:5000"] if listens == "my.name" else [])]:
        assert client.get("/hello", headers={"Host": host}).status_code == 200, host
    for host in OTHERS:
        assert client.get("/hello", headers={"Host": host}).status_code == 400, host


def ask(server: Server, host: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/api/login", headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_the_server_warns_beyond_loopback_and_has_no_account_there(serve: Serve) -> None:
    server = serve("--host", "0.0.0.0")
    assert "Warning: other machines can reach this server, because it listens on 0.0.0.0." in server.output
    assert "any IP address and this machine's names (ROUNDTRIP_HOSTS)" in server.output
    assert "The demo accounts are switched off (ROUNDTRIP_ACCOUNTS)." in server.output
    assert ask(server, "evil.test")[0] == 400
    assert ask(server, "localhost") == (200, '{"accounts":[]}\n')
    assert ask(server, "192.168.1.2") == (200, '{"accounts":[]}\n')


def test_the_setting_allows_the_accounts_beyond_loopback(serve: Serve) -> None:
    server = serve("--host", "0.0.0.0", "--hosts", "one.test", "--accounts", "anywhere")
    assert "It answers to localhost, one.test (ROUNDTRIP_HOSTS)." in server.output
    assert "The demo accounts work, and their password is public (ROUNDTRIP_ACCOUNTS)." in server.output
    assert '"robert"' in ask(server, "one.test")[1]
    assert ask(server, "192.168.1.2")[0] == 400


def test_on_loopback_there_is_no_warning(serve: Serve) -> None:
    assert serve("--host", "localhost").output.count("\n") == 1


def test_flasks_own_server_answers_to_loopback_names_and_has_no_account_beyond() -> None:
    """It does not know our option `--host`: its own says where it listens."""
    flask = [str(Path(sys.executable).with_name("flask")), "--app", "roundtrip", "run"]
    with Server("--host", "0.0.0.0", command=flask, environ={"ROUNDTRIP_HOSTS": "one.test"}) as server:
        assert [ask(server, host)[0] for host in ("evil.test", "192.168.1.2", "one.test")] == [400, 400, 200]
        assert ask(server, "localhost") == (200, '{"accounts":[]}\n')
