"""Static: get a file, get it again for nothing, and get a piece of it: validators and ranges, seen from the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin
from roundtrip.testing import Roundtrip

CONTROLS = ["Get it", "Get it again", "Get a part", "Resume"]
WITHOUT_SCRIPT = [
    Press("Get it", "color-scheme"),
]
REPRODUCE = [
    Case("Get it", "Page", [304], before=("Get it",)),
    Case("Get it again", "Fetch", [304], before=("Get it",)),
    Case("Get a part", "Fetch", [206], before=("Get it",)),  # Chromium then also sends If-None-Match
]
TWINS: list[Twin] = []  # files have no twin
BARE = True

FILE = "/static/style.css"


def test_the_stage_shows_the_file_and_asks_again_with_its_etag(
    open_panel: Callable[[str], Locator], page: Page, base_url: str, roundtrip: Roundtrip
) -> None:
    static = open_panel("Static")
    stage = static.get_by_title("Static stage").content_frame
    result = static.get_by_role("tabpanel", name="Result")

    with page.expect_response(f"**{FILE}") as first:
        static.get_by_role("button", name="Get it", exact=True).click()
    expect(stage.get_by_text(":root {")).to_be_visible()
    expect(result.get_by_role("row", name="type text/css", exact=True)).to_be_visible()
    expect(static.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}{FILE}")

    static.get_by_role("button", name="Get it again").click()
    # The browser keeps the 304 to itself and shows its own copy. Only the wire shows that no body came a second time.
    (again,) = roundtrip.expect(page).trip(f"GET {FILE}", 304)
    assert again.request.headers["if-none-match"] == first.value.headers["etag"]
    assert again.response.size == 0
    expect(stage.get_by_text(":root {")).to_be_visible()


def test_fetch_sees_the_304_that_the_browser_hides(open_panel: Callable[[str], Locator], page: Page) -> None:
    static = open_panel("Static")
    result = static.get_by_role("tabpanel", name="Result")
    static.get_by_role("radio", name="Fetch").check()

    static.get_by_role("button", name="Get it", exact=True).click()
    expect(result).to_contain_text(f"sent GET {FILE}. The answer: 200 OK.")
    etag = page.request.get(FILE).headers["etag"]
    expect(result.get_by_role("row", name=f"etag {etag}", exact=True)).to_be_visible()

    with page.expect_request(f"**{FILE}") as again:
        static.get_by_role("button", name="Get it again").click()
    assert again.value.header_value("if-none-match") == etag
    expect(result).to_contain_text("The answer: 304 Not Modified.")
    expect(result).to_contain_text("The answer has no body.")
    expect(result).not_to_contain_text(":root {")


def test_only_a_validator_that_still_holds_gets_a_304(page: Page) -> None:
    whole = page.request.get(FILE)

    same = page.request.get(FILE, headers={"If-None-Match": whole.headers["etag"]})
    other = page.request.get(FILE, headers={"If-None-Match": '"another"'})

    assert (same.status, same.body()) == (304, b"")
    assert (other.status, other.body()) == (200, whole.body())
    assert whole.headers["etag"] == same.headers["etag"] == other.headers["etag"]


def test_ranges_bring_pieces_that_make_the_whole(page: Page) -> None:
    whole = page.request.get(FILE).body()

    head = page.request.get(FILE, headers={"Range": "bytes=0-99"})
    tail = page.request.get(FILE, headers={"Range": "bytes=100-"})
    beyond = page.request.get(FILE, headers={"Range": f"bytes={len(whole)}-"})

    assert (head.status, tail.status) == (206, 206)
    assert head.headers["content-range"] == f"bytes 0-99/{len(whole)}"
    assert head.body() + tail.body() == whole
    assert beyond.status == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"
    assert beyond.body()[:20] != whole[:20]


def test_a_download_resumes_after_its_first_part(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip
) -> None:
    static = open_panel("Static")
    result = static.get_by_role("tabpanel", name="Result")
    expect(static.get_by_role("button", name="Resume")).to_be_disabled()
    size = len(page.request.get(FILE).body())

    static.get_by_role("button", name="Get a part").click()
    expect(result.get_by_role("row", name=f"content-range bytes 0-99/{size}")).to_be_visible()
    static.get_by_role("button", name="Resume").click()
    expect(result.get_by_role("row", name=f"content-range bytes 100-{size - 1}/{size}")).to_be_visible()

    (rest,) = roundtrip.expect(page).trip(f"GET {FILE}", 206)
    assert rest.request.headers["if-range"] == rest.response.headers["etag"]


def test_a_download_of_another_version_begins_again(page: Page) -> None:
    whole = page.request.get(FILE)

    same = page.request.get(FILE, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    other = page.request.get(FILE, headers={"Range": "bytes=100-", "If-Range": '"another"'})

    assert (same.status, same.body()) == (206, whole.body()[100:])
    assert (other.status, other.body()) == (200, whole.body())


def test_the_page_itself_is_the_file_and_has_no_twin(page: Page) -> None:
    answer = page.goto(FILE)

    assert answer
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    expect(page.get_by_text(":root {")).to_be_visible()

    twin = page.request.get(f"/api{FILE}")
    assert (twin.status, twin.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/static/no.css", "/static/..%2findex.html"])
def test_nothing_but_the_static_folder_is_served(page: Page, path: str) -> None:
    page.goto(path)

    expect(page.get_by_role("heading", level=1)).to_have_text("404 Not Found")
    expect(page.get_by_role("region")).to_have_count(0)
