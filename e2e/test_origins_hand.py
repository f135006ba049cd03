"""Cross-origin by hand: compose a request and the headers of its answer, and compare stage, wire and explanation.

The script of a page on the other site learns little: an answer or an error. The wire shows the preflight and the
request, and the panel explains why the script could read the answer or not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import expect_accessible
from e2e.labs import REFUSALS
from e2e.tap import changes, expect_hops, trips

pytestmark = pytest.mark.slow

PREFLIGHT = "OPTIONS /api/origins/answer 204 No Content"
READS = "lets the script read the answer: status 200"
FAILS = "The script gets an error, and nothing else"
OPAQUE = "opaque response"

# The example, the hops on the wire, what the script learns, and a part of the explanation.
EXAMPLES = {
    "A preflight that is refused": ([PREFLIGHT], FAILS, "did not send the PUT: PUT is not in"),
    "A preflight that is passed": ([PREFLIGHT, "PUT"], READS, "the answer permits the PUT. The script can read"),
    "A GET that the script cannot read": (["GET"], FAILS, "hides the answer from the script: no Access-Control"),
    "A POST like that of a form": (["POST"], FAILS, "without a preflight"),
    "A header that the script can read": (["GET"], READS, "The script can read the answer."),
    "With cookies": (["GET"], READS, "The script can read the answer."),
    "With cookies, but for any site": (["GET"], FAILS, "Access-Control-Allow-Origin is *, not http://localhost"),
    "Without CORS": (["POST"], OPAQUE, "The answer stays hidden"),
}


@pytest.fixture(autouse=True)
def refusals(excused: list[str]) -> None:
    """The console messages of a browser that hides an answer."""
    excused += ["blocked by CORS policy", "net::ERR_FAILED", "The Same Origin Policy disallows reading", *REFUSALS]


@pytest.fixture
def origins(open_panel: Callable[[str], Locator]) -> Locator:
    panel = open_panel("Origins")
    expect(panel.get_by_label("Example")).not_to_have_text("")
    return panel


def send(origins: Locator) -> None:
    origins.get_by_role("button", name="Send across origins").click()


def learned(origins: Locator) -> Locator:
    """The sentence on the stage: what the script learns."""
    return origins.get_by_title("Origins stage").content_frame.get_by_role("status")


def explanation(origins: Locator) -> Locator:
    return origins.get_by_role("tabpanel", name="Result")


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_does_what_the_panel_says(origins: Locator, page: Page, example: str) -> None:
    expected, outcome, reason = EXAMPLES[example]
    titles = origins.get_by_label("Example").locator("option").all_text_contents()
    assert titles == list(EXAMPLES)
    origins.get_by_label("Example").select_option(example)

    send(origins)

    expect(learned(origins)).to_contain_text(outcome)
    expect_hops(trips(page).first, [hop if " " in hop else f"{hop} /api/origins/answer 200 OK" for hop in expected])
    expect(trips(page)).to_have_count(1)
    expect(explanation(origins)).to_contain_text(reason)


def test_refused_preflight_is_mended_step_by_step(origins: Locator, page: Page) -> None:
    """The explanation names the next thing to change, until the script can read the answer."""
    steps: list[tuple[str, str, str]] = [
        ("Add PUT to Allow-Methods.", "Allow-Methods", "PUT"),
        ("Add content-type to Allow-Headers.", "Allow-Headers", "Content-Type"),
        ("Add x-custom to Allow-Headers.", "Allow-Headers", "Content-Type, X-Custom"),
    ]
    for remedy, label, value in steps:
        send(origins)
        expect(explanation(origins)).to_contain_text(remedy)
        expect(changes(trips(page).first)).to_contain_text("preflight refused: ")
        expect(learned(origins)).to_contain_text(FAILS)
        origins.get_by_label(label).fill(value)

    send(origins)

    expect(learned(origins)).to_contain_text(READS)
    expect(changes(trips(page).first)).to_have_text(["preflight passed"])
    expect(trips(page)).to_have_count(4)


@pytest.mark.parametrize(
    ("example", "fill", "outcome", "reason"),
    [
        (
            "A preflight that is passed",
            {"Allow-Methods": "*"},
            FAILS,
            "not a wildcard in Access-Control-Allow-Methods",
        ),
        (
            "A preflight that is passed",
            {"Allow-Headers": "*"},
            FAILS,
            "not a wildcard in Access-Control-Allow-Headers",
        ),
        ("With cookies", {"Allow-Methods": "*", "Allow-Headers": "*"}, READS, "The script can read the answer."),
    ],
)
def test_a_star_with_credentials_counts_only_in_a_preflight(
    origins: Locator, example: str, fill: dict[str, str], outcome: str, reason: str
) -> None:
    origins.get_by_label("Example").select_option(example)
    origins.get_by_role("combobox", name="Credentials mode", exact=True).select_option("include")
    origins.get_by_role("combobox", name="Allow-Credentials", exact=True).select_option("true")
    for label, value in fill.items():
        origins.get_by_label(label).fill(value)

    send(origins)

    expect(learned(origins)).to_contain_text(outcome)
    expect(explanation(origins)).to_contain_text(reason)


def test_request_arrives_as_composed(origins: Locator, page: Page, base_url: str) -> None:
    for label, value in {
        "Request method": "PATCH",
        "Content type": "text/plain",
        "Credentials mode": "include",
    }.items():
        origins.get_by_role("combobox", name=label, exact=True).select_option(value)
    origins.get_by_label("Request headers").fill("X-One: 1\nX-Two: two words\nHost: evil.example")
    origins.get_by_label("Request body").fill("ä body")
    origins.get_by_label("Allow-Methods").fill("PATCH")
    origins.get_by_label("Allow-Headers").fill("X-One, X-Two")
    origins.get_by_label("Allow-Credentials").select_option("true")
    origins.get_by_label("Expose-Headers").fill("X-Answer")

    send(origins)

    expect(learned(origins)).to_contain_text(READS)
    stage = origins.get_by_title("Origins stage").content_frame
    expect(stage.get_by_text("The browser does not let the script set Host.")).to_be_visible()
    expect(stage.get_by_role("row", name="x-answer hello")).to_be_visible()
    expect(stage.get_by_label("Body")).to_contain_text("with 7 bytes of text/plain.")
    expect_hops(trips(page).first, [PREFLIGHT, "PATCH /api/origins/answer 200 OK"])
    entry = page.request.get("/api/wire").json()["log"]["entries"][-1]
    headers = {header["name"].lower(): header["value"] for header in entry["request"]["headers"]}
    assert (headers["x-one"], headers["x-two"], headers["content-type"]) == ("1", "two words", "text/plain")
    assert headers["host"] == base_url.removeprefix("http://")
    assert entry["request"]["postData"]["text"] == "ä body"
    assert entry["_lab"] is None
    assert "cookie" not in headers, "no cookie of this site is SameSite=None"


def test_browser_remembers_a_preflight_for_max_age(origins: Locator, page: Page) -> None:
    """Firefox asks a few times before it remembers."""
    origins.get_by_label("Example").select_option("A preflight that is passed")
    for count in range(1, 7):
        send(origins)
        expect(trips(page)).to_have_count(count)
        expect(learned(origins)).to_contain_text(READS)

    expect_hops(trips(page).last, [PREFLIGHT, "PUT /api/origins/answer 200 OK"])
    expect_hops(trips(page).first, ["PUT /api/origins/answer 200 OK"])
    expect(explanation(origins)).to_contain_text("it remembers an earlier one (Max-Age)")


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        ({"Request headers": "no colon"}, "“no colon” is not a header"),
        ({"Request headers": "a b: 1"}, "The script sent nothing"),
    ],
)
def test_what_no_script_can_send_is_not_sent(origins: Locator, page: Page, fill: dict[str, Any], says: str) -> None:
    for label, value in fill.items():
        origins.get_by_label(label).fill(value)

    send(origins)

    expect(learned(origins)).to_contain_text(says)
    expect(trips(page)).to_have_count(0)


@pytest.mark.slow
def test_axe_finds_nothing(origins: Locator, page: Page) -> None:
    origins.get_by_label("Example").select_option("A preflight that is passed")
    send(origins)
    expect(learned(origins)).to_contain_text(READS)
    expect(explanation(origins)).to_contain_text("permits the PUT")

    expect_accessible(page.locator("html"))


def test_invalid_header_of_the_answer_is_not_accepted(origins: Locator, page: Page) -> None:
    origins.get_by_label("Allow-Methods").fill("PUT;")

    send(origins)

    expect(origins.get_by_label("Allow-Methods")).to_be_focused()
    expect(origins.get_by_role("status", name="Final URL")).to_be_empty()
    expect(trips(page)).to_have_count(0)
