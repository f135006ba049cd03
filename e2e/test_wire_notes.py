"""The notes on headers: the page and the HAR agree about each Set-Cookie header."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from e2e.tap import changes, hops, trips, wire

SET_COOKIE = re.compile("^set-cookie$", re.IGNORECASE)
FIRST = "lab0=1; Path=/; SameSite=Strict"
FIRST_NOTE = "Store lab0 until the browser closes, for this host. SameSite=Strict: never sent from another site."
LAX = "SameSite=Lax: sent from another site only when the user follows a link."

NONE = "SameSite=None: also sent from another site."
"""Firefox treats a cookie without SameSite like this."""

NO_NAME = (
    "Asks to keep the cookie without a name until the browser closes, for this host; "
    "refused because Firefox refuses a cookie without a name."
)

# A Set-Cookie header in an answer to /lab/cookies, its note, its chip, and its entry in the HAR.
COOKIES: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "lab=1; Path=/; Max-Age=abc",
        f"Store lab until the browser closes, for this host. {LAX}",
        "Set-Cookie lab",
        {"name": "lab", "_lifetime": None, "_refused": None},
    ),
    (
        "lab=1; Path=/; Max-Age=99999999999",
        f"Store lab for 34,560,000 seconds, for this host. {LAX}",
        "Set-Cookie lab",
        {"_lifetime": 400 * 86400},
    ),
    ("lab=1; Path=/; Max-Age=0", f"Delete lab for this host. {LAX}", "Set-Cookie lab, deleted", {"_lifetime": 0}),
    (
        "lab=1; Path=x",
        f"Store lab until the browser closes, for this host, only for /lab and the paths below it. {LAX}",
        "Set-Cookie lab",
        {"path": "/lab"},
    ),
    (
        "lab=1; Path=/hello; HttpOnly; Secure; Partitioned; SameSite=None",
        "Store lab until the browser closes, for this host, only for /hello and the paths below it. "
        "HttpOnly: hidden from scripts. Secure: sent only over HTTPS, or to this computer. "
        "Partitioned: stored separately for each top-level site. "
        "SameSite=None: also sent from another site.",
        "Set-Cookie lab",
        {"path": "/hello", "httpOnly": True, "secure": True, "_partitioned": True, "sameSite": "None"},
    ),
    (
        "=lab; Path=/",
        f"Store the cookie without a name until the browser closes, for this host. {LAX}",
        "Set-Cookie lab",
        {"name": "", "value": "lab"},
    ),
    (
        "lab=1; Path=/; Domain=example.org; Max-Age=60",
        "Asks to keep lab for 60 seconds, for example.org and its subdomains; "
        "refused because Domain=example.org does not match 127.0.0.1.",
        "Set-Cookie lab, refused",
        {"domain": "example.org", "_refused": "Domain=example.org does not match 127.0.0.1"},
    ),
    (
        "lab=1; Path=/; SameSite=None",
        "Asks to keep lab until the browser closes, for this host; refused because SameSite=None needs Secure.",
        "Set-Cookie lab, refused",
        {"secure": False, "_refused": "SameSite=None needs Secure"},
    ),
    (
        "lab=1; Path=/; Domain=example.org; Max-Age=0",
        "Asks to delete lab for example.org and its subdomains; "
        "refused because Domain=example.org does not match 127.0.0.1.",
        "Set-Cookie lab, refused",
        {"_lifetime": 0},
    ),
]


@pytest.mark.parametrize(("header", "note", "chip", "parsed"), COOKIES)
def test_note_on_a_cookie_agrees_with_the_har(
    page: Page, browser_name: str, header: str, note: str, chip: str, parsed: dict[str, Any]
) -> None:
    if browser_name == "firefox":
        note = note.replace(LAX, NONE)
        note, chip = (NO_NAME, "Set-Cookie lab, refused") if header.startswith("=") else (note, chip)
    page.goto("/")

    page.request.post(
        "/lab/cookies",
        data=urlencode([("set", FIRST), ("set", header)]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    wire(page).get_by_text("Lab cookies: 1 trip").click()
    trip = trips(page).first
    expect(trip.get_by_text("Set-Cookie ")).to_have_text(["Set-Cookie lab0", chip])
    (entry,) = page.request.get("/api/wire").json()["log"]["entries"]
    assert entry["response"]["cookies"][1].items() >= parsed.items()
    hops(trip).first.click()
    response = page.get_by_role("dialog").get_by_role("region", name="Response", exact=True)
    rows = response.get_by_role("row").filter(has=page.get_by_role("rowheader", name=SET_COOKIE))
    expect(rows.get_by_role("paragraph")).to_have_text([FIRST_NOTE, note])


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ("Domain=example.org", "Domain=example.org does not match 127.0.0.1"),
        ("SameSite=None", "SameSite=None needs Secure"),
    ],
)
def test_refusal_of_a_cookie_stands_after_the_response_that_set_it(page: Page, attributes: str, why: str) -> None:
    page.goto("/")

    page.request.get(f"/respond?{urlencode({'cookie': f'lab=1; {attributes}'})}")

    trip = trips(page).first
    refused = trip.get_by_role("list", name="Changes by the browser after the response")
    expect(refused).to_have_text(f"cookie lab refused: {why}")
    expect(changes(trip)).to_have_count(1)  # and not before the request too
    assert refused.evaluate(
        """(list) => {
          const chip = list.parentElement.querySelector(".chip");
          return chip.compareDocumentPosition(list) === Node.DOCUMENT_POSITION_FOLLOWING;
        }"""
    )


def test_refusal_of_a_preflight_stands_after_it(page: Page) -> None:
    page.goto("/")
    origin = {"Origin": "http://elsewhere.test", "Access-Control-Request-Method": "PUT"}

    page.request.fetch("/api/landing", method="OPTIONS", headers=origin)

    after = trips(page).first.get_by_role("list", name="Changes by the browser after the response")
    expect(after).to_have_text("preflight refused: no Access-Control-Allow-Origin")
