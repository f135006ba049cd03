"""The missions: each is done in its panel, as a learner does it, and its texts are complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import TEXT_FILE
from e2e.labs import PATIENCE, REFUSALS
from e2e.lessons import MISSIONS, card, fill, open_list, open_mission, press, region, status

PAIRS = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """Errors, an endless redirect and refused requests of another origin are missions."""
    excused += [
        "status of",
        "net::ERR_",
        "blocked by CORS policy",
        "Access to fetch",
        "Same Origin Policy disallows reading",
    ]


def log_in(panel: Locator) -> None:
    """Log in with the Login panel, and return to this one."""
    page, there = panel.page, panel.page.url
    page.get_by_role("navigation", name="Features").get_by_role("link", name="Login", exact=True).click()
    fill(region(page, "Login"), "Log in", {"Username": "robert", "Password": "open-sesame"})
    expect(page.get_by_role("status", name="Login", exact=True)).to_have_text("Logged in as robert")
    page.goto(there)
    expect(panel).to_be_visible()


def clear_checkbox(panel: Locator) -> None:
    panel.get_by_role("checkbox", name="Checkbox", exact=True).uncheck()
    press(panel, "Submit")


def as_plain_text(panel: Locator) -> None:
    panel.get_by_label("Content type").fill("text/plain")
    fill(panel, "Respond", {"Status": "200"})


def http_only(panel: Locator) -> None:
    panel.get_by_role("checkbox", name="HttpOnly").check()
    fill(panel, "Set cookie", {"Path": "", "Domain": ""})


def tamper(panel: Locator) -> None:
    log_in(panel)
    press(panel, "Show session", "Tamper with it")


def log_out(panel: Locator) -> None:
    log_in(panel)
    press(panel, "Log out")


def delete_cookie(panel: Locator) -> None:
    fill(panel, "Set cookie", {"Path": "", "Domain": ""})
    press(panel, "Delete cookie")


def upload_by_name(panel: Locator) -> None:
    fill(panel, "Upload", {"Files": [TEXT_FILE], "Encoding": PAIRS})


def across(example: str) -> Callable[[Locator], None]:
    """Send an example of *Cross-origin by hand*."""
    return lambda panel: fill(panel, "Send across origins", {"Example": example})


# What a learner does in the panel of each mission.
DO: dict[str, Callable[[Locator], None]] = {
    "hello-string": lambda panel: press(panel, "Say hello"),
    "hello-dict": lambda panel: fill(panel, "Say hello", {}, "Fetch"),
    "routing-converter": lambda panel: fill(panel, "Open", {"Converter": "int", "Value": "-1"}),
    "routing-space": lambda panel: fill(panel, "Open", {"Converter": "string", "Value": "a b"}),
    "routing-slash": lambda panel: fill(panel, "Open", {"Converter": "string", "Value": "a/b"}),
    "methods-refused": lambda panel: fill(panel, "Send", {"Method": "DELETE"}, "Fetch"),
    "methods-head": lambda panel: fill(panel, "Send", {"Method": "HEAD"}, "Fetch"),
    "forms-get": lambda panel: fill(panel, "Submit", {"Method": "GET"}),
    "forms-encoded": lambda panel: fill(panel, "Submit", {"Text": "1 + 2 €", "Method": "POST", "Encoding": PAIRS}),
    "forms-unchecked": clear_checkbox,
    "login-refused": lambda panel: fill(panel, "Log in", {"Username": "robert", "Password": "guess"}),
    "login-redirect": lambda panel: fill(panel, "Log in", {"Username": "robert", "Password": "open-sesame"}),
    "templates-escape": lambda panel: fill(panel, "Render", {"Name": "<b>Robert"}),
    "responses-empty": lambda panel: fill(panel, "Respond", {"Status": "204"}),
    "responses-plain": as_plain_text,
    "redirects-two": lambda panel: press(panel, "/re"),
    "redirects-slash": lambda panel: press(panel, "/slash"),
    "redirects-unslash": lambda panel: press(panel, "/unslash/"),
    "redirects-302": lambda panel: fill(panel, "Follow", {"Code": "302", "Method": "POST"}),
    "redirects-307": lambda panel: fill(panel, "Follow", {"Code": "307", "Method": "POST"}),
    "redirects-loop": lambda panel: press(panel, "Start the loop"),
    "static-304": lambda panel: press(panel, "Get it", "Get it again"),
    "static-206": lambda panel: fill(panel, "Get a part", {}, "Fetch"),
    "cookies-next": lambda panel: press(panel, "/set-name", "/get-name"),
    "cookies-path": lambda panel: fill(panel, "Set cookie", {"Path": "/get-name"}),
    "cookies-domain": lambda panel: fill(panel, "Set cookie", {"Domain": "example.org"}),
    "cookies-httponly": http_only,
    "cookies-delete": delete_cookie,
    "session-read": lambda panel: press(panel, "Show session", "Take the cookie apart"),
    "session-tamper": tamper,
    "session-logout": log_out,
    "upload-parts": lambda panel: fill(panel, "Upload", {"Files": [TEXT_FILE]}),
    "upload-name": upload_by_name,
    "errors-json": lambda panel: fill(panel, "404 Not Found", {}, "Fetch"),
    "errors-crash": lambda panel: press(panel, "Crash"),
    "origins-site": lambda panel: press(panel, "Ask from here"),
    "origins-post": lambda panel: press(panel, "Post from another site"),
    "cors-hidden": across("A GET that the script cannot read"),
    "cors-allowed": across("A header that the script can read"),
    "cors-preflight": across("A preflight that is passed"),
    "cors-refused": across("A preflight that is refused"),
}
CHAPTERS = list(dict.fromkeys("origins" if id.startswith("cors") else id.partition("-")[0] for id in DO))


def rows(page: Page) -> list[dict[str, Any]]:
    """The missions, as their module has them."""
    found: list[dict[str, Any]] = page.evaluate("async () => (await import('/static/lessons/missions.js')).MISSIONS")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_missions_of_a_chapter_can_be_done_in_their_panel(page: Page, chapter: str) -> None:
    lessons = open_list(page)
    missions = [row for row in rows(page) if row["panel"] == chapter]
    assert missions
    lessons.get_by_role("link", name=missions[0]["title"], exact=True).click()

    for mission in missions:
        panel = region(page, chapter.capitalize())
        expect(panel).to_be_visible()
        expect(card(page).get_by_role("heading")).to_have_text(mission["title"])
        expect(status(page)).to_contain_text("Waiting for this on your wire:")
        card(page).get_by_role("radio").nth(mission["answer"]).check()
        DO[mission["id"]](panel)
        expect(status(page)).to_contain_text("Seen:")
        expect(status(page)).to_contain_text("Your prediction was right.")
        expect(card(page).get_by_role("link").last).to_have_attribute("href", mission["source"][1])
        card(page).get_by_role("button", name="Next mission", exact=True).click()
        expect(card(page).get_by_role("heading")).not_to_have_text(mission["title"])
        expect(card(page).locator("summary")).to_be_focused()

    page.goto("/#lessons")
    expect(lessons.get_by_role("status", name="Progress")).to_have_text(f"{len(missions)} of {MISSIONS} missions done")


FOUND = """async (names) => {
  const { PREDICATES } = await import("/static/lessons/predicates.js");
  const { wire } = await import(document.querySelector("script[type=module]").src.replace("main.js", "wire/client.js"));
  const trips = [...wire.trips.values()];
  return names.filter((name) => PREDICATES[name](trips));
}"""


@pytest.mark.browsers
def test_the_origins_lab_fulfils_the_missions_about_cors(page: Page, excused: list[str]) -> None:
    excused += ["Refused to", "Framing '", "Fetch API cannot load", *REFUSALS]
    open_mission(page, "A PUT without permission")
    region(page, "Origins").get_by_role("button", name="Run the lab").click()

    expect(status(page)).to_contain_text("Seen: OPTIONS /api/lab/origins", timeout=3 * PATIENCE)
    checks = [row["fits"] for row in rows(page) if row["id"].startswith("cors-")]
    assert len(checks) == 4
    assert page.evaluate(FOUND, checks) == checks


def test_every_mission_is_complete_and_leads_to_a_section(page: Page) -> None:
    page.goto("/#hello")
    missions = rows(page)

    assert [row["id"] for row in missions] == list(DO)
    assert len(missions) == MISSIONS
    assert len({row["title"] for row in missions}) == MISSIONS
    assert list(dict.fromkeys(row["panel"] for row in missions)) == CHAPTERS, "a chapter stays together"
    for row in missions:
        assert 2 <= len(set(row["choices"])) == len(row["choices"]) <= 4, row["id"]
        assert 0 <= row["answer"] < len(row["choices"]), row["id"]
        assert row["question"].endswith(("?", "?`")), row["id"]
        assert row["task"].endswith("."), row["id"]
        assert row["why"].endswith("."), row["id"]
        assert len(row["why"]) <= 300, row["id"]
        assert not row["waits"].endswith("."), row["id"]
        assert re.fullmatch(r"https://[^#]+#[^#/]+", row["source"][1]), row["id"]
    answers = [row["answer"] for row in missions]
    assert all(answers.count(index) >= MISSIONS / 4 for index in range(3)), "right answers are in all places"
