"""Streaming: wait for the first piece of an answer, not for its end; follow an event source through its cuts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text
from roundtrip.testing import Roundtrip

CONTROLS = ["Lines", "Pause", "Stream lines", "Stop", "Bytes", "Chunk size", "Duration", "Delay", "Drip"]
CONTROLS += ["Events", "Interval", "Cut after", "Retry", "Read events", "Open an EventSource"]
WITHOUT_SCRIPT = [
    Press("Stream lines", "The answer is complete"),
    Press("Drip", "********************"),
    Press("Read events", "id: 1"),
]
REPRODUCE = [
    Case("Stream lines", "Page", [200], {"Pause": "0.1"}),
    Case("Drip", "Fetch", [200], {"Duration": "0.2"}),
    Case("Read events", "Fetch", [200], {"Interval": "0.1"}),
]
PROVOKES = ["establish a connection to the server"]
"""Firefox logs the 204 that ends an event source as an error."""
TWINS: list[Twin] = []  # a page that grows, and the stream itself


def test_each_line_is_there_before_the_next(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip
) -> None:
    streaming = open_panel("Streaming")
    streaming.get_by_role("radio", name="Fetch").check()
    replace_text(streaming.get_by_label("Lines"), "100")
    replace_text(streaming.get_by_label("Pause"), "0.5")
    pieces = streaming.get_by_role("list", name="Pieces").get_by_role("listitem")

    streaming.get_by_role("button", name="Stream lines").click()

    expect(pieces.first).to_contain_text('{"line": 1, "of": 100}')
    expect(pieces.nth(1)).to_contain_text('{"line": 2, "of": 100}')
    roundtrip.expect(page).never("GET /api/streaming/lines")  # the wire has an answer when it has ended

    streaming.get_by_role("button", name="Stop").click()
    result = streaming.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text(re.compile(r"You stopped the answer after \d+ pieces\."))
    expect(pieces.first).to_contain_text('{"line": 1, "of": 100}')
    expect(result.get_by_role("progressbar")).to_have_count(0)
    roundtrip.expect(page).trip("GET /api/streaming/lines", 200)
    expect(page.get_by_role("complementary", name="Wire").get_by_text("aborted")).to_be_visible()


def test_a_page_grows_while_it_arrives(open_panel: Callable[[str], Locator]) -> None:
    streaming = open_panel("Streaming")
    replace_text(streaming.get_by_label("Pause"), "1")
    streaming.get_by_role("button", name="Stream lines").click()
    stage = streaming.get_by_title("Streaming stage").content_frame

    expect(stage.get_by_role("listitem").first).to_be_visible()
    expect(stage.get_by_text("The answer is complete.")).to_have_count(0)
    expect(stage.get_by_text("The answer is complete.")).to_be_visible()
    expect(stage.get_by_role("listitem")).to_have_count(5)


@pytest.mark.slow
def test_a_drip_announces_its_length_and_shows_its_progress(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip
) -> None:
    streaming = open_panel("Streaming")
    streaming.get_by_role("radio", name="Fetch").check()
    result = streaming.get_by_role("tabpanel", name="Result")
    streaming.get_by_role("button", name="Drip").click()

    expect(result.get_by_role("progressbar")).to_have_attribute("max", "20")
    expect(result.get_by_role("progressbar")).to_have_attribute("value", re.compile("^[2468]$"))
    expect(result.get_by_role("row", name="Announced length 20 bytes")).to_be_visible()
    expect(result.get_by_role("row", name="Body 20 bytes")).to_be_visible()
    expect(result.get_by_role("progressbar")).to_have_count(0)

    (hop,) = roundtrip.expect(page).trip("GET /api/streaming/drip", 200)
    assert hop.response.headers["content-length"] == "20"
    assert hop.response.body == b"*" * 20
    wire = page.get_by_role("complementary", name="Wire")
    expect(wire.get_by_text(re.compile(r"20 bytes in 2\.\d s"))).to_be_visible()


def test_an_event_source_connects_again_and_names_its_last_event(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, excused: list[str]
) -> None:
    excused += PROVOKES
    streaming = open_panel("Streaming")
    replace_text(streaming.get_by_label("Events"), "3")
    replace_text(streaming.get_by_label("Interval"), "0.1")
    replace_text(streaming.get_by_label("Retry"), "0.1")
    pieces = streaming.get_by_role("list", name="Pieces")

    streaming.get_by_role("button", name="Open an EventSource").click()

    expect(pieces).to_contain_text("closed The server answered without an event stream")
    ids = [re.search(r"id: (\d)", line) for line in pieces.get_by_role("listitem").all_text_contents()]
    assert [found[1] for found in ids if found] == ["1", "2", "3"], "no event is lost, and none comes twice"
    roundtrip.expect(page).trip("GET /api/streaming/events", 200, times=2)
    (end,) = roundtrip.expect(page).trip("GET /api/streaming/events", 204)
    assert end.request.headers["last-event-id"] == "3"
