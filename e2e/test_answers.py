"""Answers: the paths of httpbin in a browser: documents, pictures, chance with a seed, and a list of all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import looks, violations
from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text, side, wire
from roundtrip.testing import Roundtrip

CONTROLS = ["Statuses", "Seed", "Send a status", "/get", "/image/png", "/drip", "List all paths"]
WITHOUT_SCRIPT = [
    Press("List all paths", "Answers of httpbin"),
    Press("/html", "Moby-Dick"),
    Press("/post", "application/x-www-form-urlencoded"),
]
REPRODUCE = [
    Case("/relative-redirect/3", "Page", [302, 302, 302, 200]),
    Case("/links/10", "Page", [302, 200]),
    Case("Send a status", "Fetch", [500], {"Seed": "2"}),
]
TWINS = [
    Twin("GET /answers", says="/redirect-to", has="groups prefix"),
]
BARE = True
PROVOKES = ["the server responded with a status of 40", "the server responded with a status of 50"]


def test_the_result_knows_a_picture_from_an_error_page(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str]
) -> None:
    """A picture is sandboxed, so the page cannot read the stage. It asks the wire, and does not wait for its news."""
    excused.append("Failed to load resource")
    page.route("**/api/wire/news", lambda route: route.abort())
    answers = open_panel("Answers")
    answers.get_by_role("button", name="/image/png", exact=True).click()
    result = answers.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("The stage shows the answer: 200 OK. The answer is sandboxed")


def test_bytes_that_are_no_text_are_shown_in_hexadecimal(open_panel: Callable[[str], Locator]) -> None:
    answers = open_panel("Answers")
    answers.get_by_role("radio", name="Fetch").check()
    answers.get_by_role("button", name="/image/png", exact=True).click()

    body = answers.get_by_role("tabpanel", name="Result").get_by_label("Body")
    expect(body).to_contain_text("000000  89 50 4e 47 0d 0a 1a 0a")  # the signature of PNG (its specification, 5.2)


@pytest.mark.parametrize(("seed", "answer"), [("7", "200 OK"), ("2", "500 Internal Server Error")])
def test_a_seed_makes_chance_repeatable(
    open_panel: Callable[[str], Locator], excused: list[str], seed: str, answer: str
) -> None:
    excused.extend(PROVOKES)
    answers = open_panel("Answers")
    answers.get_by_role("radio", name="Fetch").check()
    replace_text(answers.get_by_label("Seed"), seed)

    for count in ("1", "2", "3"):
        answers.get_by_role("button", name="Send a status").click()
        expect(answers.locator("panel-bench")).to_have_attribute("data-settled", count)
        expect(answers.get_by_role("tabpanel", name="Result")).to_contain_text(f"The answer: {answer}.")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/image/png", "/image/jpeg", "/image/webp", "/image/svg"])
def test_the_browser_can_show_each_picture(page: Page, path: str) -> None:
    page.goto("/")
    size = page.evaluate(
        """async (src) => {
          const image = Object.assign(new Image(), { src });
          await image.decode();
          const canvas = new OffscreenCanvas(96, 96).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const pixels = canvas.getImageData(0, 0, 96, 96).data;
          return [image.naturalWidth, image.naturalHeight, new Set(pixels.filter((_, at) => at % 4 === 0)).size > 1];
        }""",
        path,
    )
    assert size == [96, 96, path != "/image/webp"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/brotli", "/zstd"])
def test_the_browser_undoes_each_compression_that_it_knows(page: Page, path: str, browser_name: str) -> None:
    page.goto("/hello")
    member = {"/gzip": "gzipped", "/deflate": "deflated"}.get(path, path[1:])
    accepted = page.evaluate("async () => (await (await fetch('/headers')).json()).headers['Accept-Encoding']")
    if {"/brotli": "br", "/zstd": "zstd"}.get(path, "gzip") not in accepted:
        pytest.skip(f"{browser_name} accepts only {accepted} here.")

    answer = page.evaluate("async (path) => (await fetch(path)).json()", path)

    assert answer[member] is True


@pytest.mark.slow
def test_a_form_of_httpbin_is_returned(open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip) -> None:
    answers = open_panel("Answers")
    answers.get_by_role("button", name="/forms/post").click()
    stage = answers.get_by_title("Answers stage").content_frame
    stage.get_by_label("Customer name").fill("Zoë")
    stage.get_by_label("Onion").check()
    stage.get_by_label("Extra cheese").check()

    stage.get_by_role("button", name="Submit order").click()

    (post,) = roundtrip.expect(page).trip("POST /post", 200)
    form = post.response.json()["form"]
    assert (form["custname"], form["topping"]) == ("Zoë", ["cheese", "onion"])


@pytest.mark.slow
def test_a_visit_to_the_list_names_each_path(page: Page) -> None:
    page.goto("/answers")
    expect(page.get_by_role("row", name="/status/<codes>")).to_contain_text("Answer with a status")
    expect(page.get_by_role("row", name="/httpbin/cookies GET")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(10)
    expect(page.get_by_role("row")).to_have_count(10 + 49)


@pytest.mark.slow
def test_axe_finds_nothing(open_panel: Callable[[str], Locator], page: Page) -> None:
    answers = open_panel("Answers")
    answers.get_by_role("button", name="List all paths").click()
    stage = answers.get_by_title("Answers stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("Answers of httpbin")
    for look in looks(page):
        assert violations(page.locator("html")) == [], look


@pytest.mark.slow
def test_the_wire_shows_both_sizes_of_a_compressed_answer(open_panel: Callable[[str], Locator], page: Page) -> None:
    answers = open_panel("Answers")
    answers.get_by_role("button", name="/gzip", exact=True).click()

    expect(wire(page).get_by_text(re.compile(r"^\d+ bytes, decoded \d+ bytes$"))).to_be_visible()
    wire(page).get_by_role("button", name="Explain gzip", exact=True).click()
    expect(page.get_by_role("dialog", name="Explanation of gzip")).to_contain_text("The compression of the body.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="GET /gzip 200 OK").click()
    response = side(page, "Response")
    expect(response.get_by_text(re.compile(r"^\d+ bytes crossed the wire, compressed with gzip\."))).to_be_visible()
    expect(response.get_by_label("Body")).to_contain_text('"gzipped": true')
