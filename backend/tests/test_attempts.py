"""Wrong logins: each address may send only some of them, over all workers; then it must wait."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp, Serve
from tests.twins import Twins, heading

pytestmark = pytest.mark.slow

RIGHT = {"username": "robert", "password": "open-sesame"}
WRONG = {"username": "robert", "password": "wrong"}


def statuses(client: FlaskClient, form: dict[str, str], times: int, address: str = "127.0.0.1") -> list[int]:
    environ = {"REMOTE_ADDR": address}
    return [client.post("/login", data=form, environ_base=environ).status_code for _ in range(times)]


def test_after_too_many_wrong_logins_an_address_must_wait(make_app: MakeApp) -> None:
    client = make_app(login_limit="3/hour").test_client()
    assert statuses(client, WRONG, 4) == [401, 401, 401, 429]
    assert statuses(client, RIGHT, 1) == [429], "else the answer would tell which password is right"
    assert statuses(client, WRONG, 4, "127.0.0.2") == [401, 401, 401, 429], "another address has its own count"


def test_the_answer_says_when_to_try_again(make_app: MakeApp) -> None:
    twins = Twins(make_app(login_limit="1/hour"))
    assert twins.page.post("/login", data=WRONG).status_code == 401
    pair = twins.post("/login", data={**WRONG, "next": "/landing"})
    assert heading(pair.page) == "429 Too Many Requests"
    wait = int(pair.twin.headers["Retry-After"])
    assert 3590 <= wait <= 3600
    assert f"1 per hour are allowed. Try again in {wait} s." in pair.json["detail"]
    assert re.search(r"Try again in 3[56]\d\d s\.", pair.text)
    assert 'name="username" value="robert"' in pair.page.text, "the form keeps the name"
    assert 'name="next" value="/landing"' in pair.page.text


def test_right_logins_do_not_count(make_app: MakeApp) -> None:
    client = make_app(login_limit="2/hour").test_client()
    assert statuses(client, RIGHT, 5) == [303] * 5
    assert statuses(client, {**RIGHT, "username": "locked"}, 3) == [403] * 3
    assert statuses(client, WRONG, 1) == [401]
    assert statuses(client, RIGHT, 3) == [303] * 3


def test_after_the_time_it_may_try_again(make_app: MakeApp) -> None:
    client = make_app(login_limit="1/2 seconds").test_client()
    assert statuses(client, WRONG, 2) == [401, 429]
    wait = int(client.post("/login", data=WRONG).headers["Retry-After"])
    time.sleep(wait)
    assert statuses(client, WRONG, 2) == [401, 429]


def test_a_name_that_is_not_known_counts_too(make_app: MakeApp) -> None:
    client = make_app(login_limit="2/hour").test_client()
    assert [code for name in "abc" for code in statuses(client, {"username": name}, 1)] == [401, 401, 429]


def test_workers_count_together_and_a_restart_does_not_help(serve: Serve) -> None:
    for codes in ([401] * 3 + [429] * 5, [429] * 8):
        server = serve("--workers", "2", "--login-limit", "3/hour")
        assert [httpx.post(f"{server.url}/login", data=WRONG, timeout=60).status_code for _ in range(8)] == codes
        server.stop()


def test_a_file_that_cannot_be_read_lets_people_log_in(make_app: MakeApp, tmp_path: Path) -> None:
    client = make_app(login_limit="1/hour").test_client()
    (tmp_path / "instance" / "logins.sqlite3").write_text("no database")
    assert statuses(client, WRONG, 2) == [401, 401]
    assert statuses(client, RIGHT, 1) == [303]


@pytest.mark.parametrize("accounts", ["local", "anywhere"])
def test_the_accounts_beyond_loopback(make_app: MakeApp, accounts: str) -> None:
    twins = Twins(make_app(host="0.0.0.0", accounts=accounts))
    on = accounts == "anywhere"
    form, login = twins.get("/login"), twins.post("/login", data=RIGHT)
    assert [each["username"] for each in form.json["accounts"]] == (["robert", "slow", "locked"] if on else [])
    assert ("open-sesame" in form.text) is on
    assert ("ROUNDTRIP_ACCOUNTS=anywhere" in form.text) is not on
    assert login.page.status_code == (303 if on else 403)
    if not on:
        assert "The demo accounts are switched off" in login.json["detail"]
        assert twins.get("/session").json["logged_in"] is False
