"""Too many cookies: a visitor whose browser sends too much, or has lost Roundtrip's cookies, gets a way out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.tap import expect_hops, wire

FILL = """([count, size]) => {
  for (let n = 0; n < count; n++) document.cookie = `c${n}=${"x".repeat(size)}; Max-Age=34560000`;
  return document.cookie.length;
}"""


def test_visitor_with_too_many_bytes_of_cookies_can_delete_them(page: Page, base_url: str, excused: list[str]) -> None:
    excused += ["431 (Request Header Fields Too Large)"]
    page.goto("/hello")
    for path in ("/deep/down", "/cookies"):  # only Clear-Site-Data reaches a cookie that the page cannot see
        page.request.post("/cookies", form={"name": "elsewhere", "value": "1", "path": path, "httponly": "on"})
    assert page.evaluate(FILL, [150, 4000]) > 500_000

    page.goto("/")
    expect(page.get_by_role("heading", name="431 Request Header Fields Too Large")).to_be_visible()
    expect(page.get_by_text("this server accepts 256 KiB at most")).to_be_visible()
    page.get_by_role("button", name="Delete all cookies").click()

    expect(page.get_by_role("heading", name="Your browser sends no cookies")).to_be_visible()
    assert page.context.cookies() == []
    page.get_by_role("link", name="Open Roundtrip").click()
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")
    expect(page).to_have_url(f"{base_url}/#hello" if page.url.endswith("#hello") else f"{base_url}/")


def test_visitor_whose_cookies_were_pushed_out_is_told_so_and_can_delete_them(page: Page) -> None:
    page.goto("/")
    page.goto("/hello")  # no script of this page asks for a new visitor cookie meanwhile
    page.evaluate(FILL, [200, 1])
    assert "visitor" not in {cookie["name"] for cookie in page.context.cookies()}

    page.goto("/")
    expect(page.get_by_role("heading", name="Your browser has lost the cookies of Roundtrip")).to_be_visible()
    page.get_by_role("button", name="Delete all cookies").click()
    expect(page.get_by_role("heading", name="Your browser sends no cookies")).to_be_visible()
    assert page.context.cookies() == []

    page.get_by_role("link", name="Open Roundtrip").click()
    page.request.get("/hello")
    expect_hops(wire(page), ["GET /hello 200 OK"])


def test_visitor_may_keep_the_cookies(page: Page) -> None:
    page.goto("/")
    page.goto("/hello")  # no script of this page asks for a new visitor cookie meanwhile
    page.evaluate(FILL, [200, 1])

    page.goto("/")
    page.get_by_role("link", name="go on with a new wire").click()

    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")
    page.request.get("/hello")
    expect_hops(wire(page), ["GET /hello 200 OK"])
    assert len(page.context.cookies()) > 100


def test_page_of_the_cookies_counts_them(page: Page) -> None:
    page.goto("/cookies")
    page.evaluate(FILL, [3, 10])

    page.get_by_role("link", name="Delete all cookies of this host").click()

    expect(page.get_by_role("heading", name="Your browser sends 3 cookies")).to_be_visible()
    expect(page.get_by_text("also those of other servers at other ports")).to_be_visible()
