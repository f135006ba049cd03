"""The wire: bodies as the page shows them, and answers that make no page of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.tap import expect_hops, hops, replace_text, side, wire


@pytest.mark.parametrize(
    ("status", "header", "said"),
    [
        (204, "header-x: 1", "204 No Content"),
        pytest.param(
            *(304, "header-x: 1", "304 Not Modified"),
            marks=pytest.mark.not_in("firefox", "Firefox shows an empty page for a 304 that no condition asked for."),
        ),
    ],
)
def test_answer_that_is_no_page_ends_the_waiting(
    open_panel: Callable[[str], Locator], page: Page, status: int, header: str, said: str
) -> None:
    responses = open_panel("Responses")
    replace_text(responses.get_by_label("Status"), str(status))
    responses.get_by_label("Headers").fill(header)

    responses.get_by_role("button", name="Respond", exact=True).click()

    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text(said)
    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("It has no content to show")
    expect(responses.get_by_role("tabpanel", name="Result")).not_to_contain_text("Waiting for")
    expect_hops(wire(page), [f"POST /respond {said}"])


def test_download_ends_the_waiting_too(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    responses.get_by_label("Headers").fill("Content-Disposition: attachment; filename=kept.html")

    with page.expect_download() as download:
        responses.get_by_role("button", name="Respond", exact=True).click()

    assert Path(download.value.path()).read_text() == "<h1>Hello</h1>"
    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text("The browser downloads it")
    expect(responses.get_by_role("tabpanel", name="Result")).not_to_contain_text("Waiting for")
    expect_hops(wire(page), ["POST /respond 200 OK"])


def test_sandboxed_answer_shows_its_status_and_headers(open_panel: Callable[[str], Locator], page: Page) -> None:
    responses = open_panel("Responses")
    replace_text(responses.get_by_label("Status"), "402")
    responses.get_by_label("Headers").fill("x-price: 3")

    responses.get_by_role("button", name="Respond", exact=True).click()

    expect(responses.get_by_role("tabpanel", name="Result")).to_contain_text(
        "The stage shows the answer: 402 Payment Required. The answer is sandboxed"
    )
    hop = wire(page).get_by_role("button", name="POST /respond 402 Payment Required", exact=True)
    hop.click()
    expect(side(page, "Response").get_by_role("row", name="x-price 3")).to_be_visible()
    expect(side(page, "Response").get_by_label("Body")).to_have_text("<h1>Hello</h1>")  # as text, not as a heading
    expect(side(page, "Response").get_by_role("heading", name="Hello")).to_have_count(0)


def test_multipart_is_taken_apart_as_the_browser_put_it_together(page: Page) -> None:
    page.goto("/")
    page.evaluate("""async () => {
      const body = new FormData();
      body.append('say "hi"', 'é\\r\\nß');
      body.append("größe", new File(["zwölf"], 'na"me ü.txt', { type: "text/plain" }));
      body.append("nothing", new File([], ""));
      body.append("twice", "one");
      body.append("twice", "two");
      body.append("raw", new File([new Uint8Array([0, 16, 65, 66])], "a.bin"));
      await fetch("/api/form", { method: "POST", body });
    }""")

    hops(wire(page)).first.click()

    parts = side(page, "Request").get_by_role("list", name="Parts").get_by_role("listitem")
    expect(parts).to_have_count(7)  # six, and the boundary that ends them
    for part in parts.all():
        expect(part).to_contain_text(re.compile(r"^--+\w+"))
    for index, name, body in [
        (0, 'field say "hi", 6 bytes', "é ß"),
        (1, 'file na"me ü.txt in größe, 6 bytes', "zwölf"),
        (2, "file (none chosen) in nothing, 0 bytes", "empty"),
        (3, "field twice, 3 bytes", "one"),
        (4, "field twice, 3 bytes", "two"),
        (5, "file a.bin in raw, 4 bytes", "000000 00 10 41 42 ..AB"),
    ]:
        expect(parts.nth(index)).to_contain_text(name)
        expect(parts.nth(index)).to_contain_text(body)
    expect(parts.nth(0)).to_contain_text('name="say %22hi%22"')  # the head as it crossed the wire
    expect(parts.nth(6)).to_contain_text(re.compile("--$"))


@pytest.mark.parametrize(
    ("data", "dump"),
    [
        pytest.param([0x89, 80, 78, 71, 0], "000000  89 50 4e 47 00" + " " * 35 + ".PNG.", id="not UTF-8"),
        pytest.param([80, 78, 71, 0], "000000  50 4e 47 00" + " " * 38 + "PNG.", id="UTF-8 with a NUL"),
    ],
)
def test_json_is_laid_out_and_binary_is_hex(page: Page, data: list[int], dump: str) -> None:
    page.goto("/")
    page.evaluate(
        """(data) => fetch("/api/landing", {
      method: "POST", body: new Uint8Array(data), headers: { "Content-Type": "image/png" } })""",
        data,
    )

    hops(wire(page)).first.click()

    expect(side(page, "Request").get_by_label("Body")).to_have_text(dump)
    expect(side(page, "Response").get_by_label("Body")).to_have_text(re.compile(r'^\{\n  "args": \{\},\n'))
