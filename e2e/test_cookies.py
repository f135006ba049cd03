"""Cookies: the server asks, the browser decides; so look at the header of the next request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text, response_to

CONTROLS = [
    *("Name", "Value", "Max-Age", "Path", "SameSite", "Secure", "HttpOnly", "Partitioned"),
    *("Set cookie", "Delete cookie", "Show cookies", "Run the lab"),
]
WITHOUT_SCRIPT = [
    Press("Set cookie", "vanilla"),
    Press("Delete cookie", "none"),
    Press("/set-name", "set name successful!"),
]
REPRODUCE = [
    Case("Set cookie", "Page", [303, 200], {"Value": "a=b; c"}),
    Case("Show cookies", "Page", [200], before=("Set cookie", "/set-name")),
    Case(
        "Delete cookie",
        "Fetch",
        [303, 200],
        before=("Set cookie",),
        differs="curl sends the cookies of `--cookie` with each request, also a deleted one",
    ),
]
TWINS = [
    Twin("GET /cookies/clear", says="Your browser sends no cookies", has="count size max_size"),
    Twin("POST /cookies/clear", 303, to="/cookies/clear"),
    Twin("GET /set-name", says="set name successful!", has="message"),
    Twin("GET /get-name", says="No name is set.", has="name message"),
    Twin("GET /cookies", says="The cookies of this request", has="cookies raw"),
    Twin("POST /cookies", 303, to="/cookies", form={"name": "a", "value": "b"}),
    Twin("POST /cookies/delete", 303, to="/cookies", form={"name": "a"}),
]


def kept(context: BrowserContext, name: str = "flavour") -> dict[str, Any]:
    """The cookie as the browser keeps it; an empty one if it does not."""
    return next((dict(cookie) for cookie in context.cookies() if cookie["name"] == name), {})


def sent(page: Page, path: str) -> str:
    """The Cookie header with which the browser asks for a page."""
    answer = page.goto(path)
    assert answer is not None
    return answer.request.all_headers().get("cookie", "")


def set_cookie(panel: Locator, **fields: str | bool) -> Locator:
    """Fill in the form by its labels, send it, and give the page that the redirect led to."""
    for label, value in fields.items():
        field = panel.get_by_label(label.replace("MaxAge", "Max-Age"))
        if value is True:
            field.check()
        elif label == "SameSite":
            field.select_option(str(value))
        else:
            replace_text(field, str(value))
    with panel.page.expect_response(lambda answer: answer.request.redirected_from is not None) as landed:
        panel.get_by_role("button", name="Set cookie").click()
    asked = landed.value.request.redirected_from
    assert asked is not None
    assert response_to(asked).status == 303
    return panel.get_by_title("Cookies stage").content_frame.get_by_role("main")


def test_cookie_comes_back_with_the_very_next_request(open_panel: Callable[[str], Locator], page: Page) -> None:
    shown = set_cookie(open_panel("Cookies"), Value="mint & lime")

    expect(shown.get_by_role("row", name="flavour")).to_contain_text("mint & lime")
    assert 'flavour="mint & lime"' in sent(page, "/landing")
    own = {cookie["name"] for cookie in page.context.cookies()} - {"flavour"}
    assert own == {"visitor"}
    expect(page.get_by_role("table", name="Cookies").get_by_role("row")).to_have_text(["flavourmint & lime"])


def test_path_keeps_a_cookie_from_every_other_path(open_panel: Callable[[str], Locator], page: Page) -> None:
    shown = set_cookie(open_panel("Cookies"), Path="/landing")

    expect(shown.get_by_role("heading", name="The cookies of this request")).to_be_visible()
    expect(shown.get_by_role("row", name="flavour")).to_have_count(0)
    assert "flavour=vanilla" in sent(page, "/landing")
    assert "flavour" not in sent(page, "/cookies")
    assert "flavour" not in sent(page, "/landings"), "a prefix of a word is no prefix of a path"


def test_httponly_hides_a_cookie_from_scripts_only(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")

    set_cookie(cookies, Name="open", Value="1")
    shown = set_cookie(cookies, Name="hidden", Value="2", HttpOnly=True)

    expect(shown.get_by_role("row", name="hidden")).to_contain_text("2")
    script_sees = page.evaluate("document.cookie")
    assert "open=1" in script_sees
    assert "hidden" not in script_sees


def test_max_age_in_the_future_is_kept_until_then(open_panel: Callable[[str], Locator], page: Page) -> None:
    shown = set_cookie(open_panel("Cookies"), MaxAge="3600")

    expect(shown.get_by_role("row", name="flavour")).to_be_visible()
    assert time.time() < kept(page.context)["expires"] <= time.time() + 3600


@pytest.mark.parametrize("max_age", ["0", "-1"])
def test_max_age_that_is_over_removes_the_cookie(
    open_panel: Callable[[str], Locator], page: Page, max_age: str
) -> None:
    cookies = open_panel("Cookies")
    shown = set_cookie(cookies)
    expect(shown.get_by_role("row", name="flavour")).to_be_visible()
    assert kept(page.context)["expires"] == -1, "without Max-Age it lives until the browser closes"

    shown = set_cookie(cookies, MaxAge=max_age)

    expect(shown.get_by_role("row", name="flavour")).to_have_count(0)
    assert kept(page.context) == {}


def test_delete_removes_one_cookie_and_no_other(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    set_cookie(cookies, Name="flavour")
    shown = set_cookie(cookies, Name="other")
    expect(shown.get_by_role("row", name="flavour")).to_be_visible()

    cookies.get_by_label("Name").fill("flavour")
    cookies.get_by_role("button", name="Delete cookie").click()

    expect(shown.get_by_role("row", name="flavour")).to_have_count(0)
    expect(shown.get_by_role("row", name="other")).to_be_visible()
    assert "flavour" not in sent(page, "/cookies")


def framed(page: Page, title: str, url: str) -> FrameLocator:
    """Load a page into a new frame of this page, which lies over all else."""
    page.evaluate(
        """([title, src]) => new Promise((loaded) => {
          const frame = Object.assign(document.createElement("iframe"), { title, src, onload: loaded });
          Object.assign(frame.style, { position: "fixed", inset: "0", zIndex: "9", width: "100%", height: "100%" });
          document.body.append(frame);
        })""",
        [title, url],
    )
    return page.get_by_title(title, exact=True).content_frame


def click(control: Locator) -> None:
    """Click by script: in a frame of another site, Playwright's own click misses its target in Firefox."""
    control.evaluate("control => control.click()")


def test_partitioned_cookie_is_kept_for_one_top_level_site(
    open_panel: Callable[[str], Locator], page: Page, base_url: str
) -> None:
    shown = set_cookie(open_panel("Cookies"), SameSite="None", Secure=True, Partitioned=True)
    expect(shown.get_by_role("row", name="flavour")).to_be_visible()

    page.goto(base_url.replace("127.0.0.1", "localhost"))
    inner = framed(page, "Sets another", f"{base_url}/cookies")
    inner.get_by_label("Name").fill("another")
    inner.get_by_label("SameSite").select_option("None")
    for attribute in ("Secure", "Partitioned"):
        click(inner.get_by_label(attribute))
    click(inner.get_by_role("button", name="Set cookie"))
    expect(inner.get_by_role("row", name="another")).to_be_visible()

    sent_here = framed(page, "Shows the cookies", f"{base_url}/cookies").get_by_role("main")
    expect(sent_here.get_by_role("row", name="another")).to_be_visible()
    expect(sent_here.get_by_role("row", name="flavour")).to_have_count(0)
    sent_at_home = sent(page, f"{base_url}/cookies")
    assert "flavour" in sent_at_home
    assert "another" not in sent_at_home


def test_samesite_none_without_secure_is_refused_by_the_browser(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    shown = set_cookie(open_panel("Cookies"), SameSite="None")

    expect(shown.get_by_role("heading", name="The cookies of this request")).to_be_visible()
    expect(shown.get_by_role("row", name="flavour")).to_have_count(0)
    assert kept(page.context) == {}


def test_samesite_strict_stays_at_home_when_a_link_comes_from_another_site(
    page: Page, base_url: str, excused: list[str]
) -> None:
    excused += ["Access-Control-Allow-Origin", "net::ERR_FAILED"]  # what the other page asks by itself
    for policy in ("Strict", "Lax"):
        page.request.post("/cookies", form={"name": policy, "value": "1", "samesite": policy})
    page.goto(f"{base_url.replace('127.0.0.1', 'localhost')}/origins/elsewhere")

    with page.expect_response(f"{base_url}/origins") as followed:
        page.get_by_role("link", name="/origins").click()

    page.wait_for_url(f"{base_url}/origins")  # the answer is there, and the page still loads
    came = followed.value.request.all_headers()["cookie"]
    assert "Lax=1" in came
    assert "Strict" not in came
    assert "Strict=1" in sent(page, "/cookies"), "from here, it comes along again"


def test_fetch_sets_a_cookie_for_the_pages_too(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    cookies.get_by_role("radio", name="Fetch").check()

    cookies.get_by_role("button", name="Set cookie").click()
    result = cookies.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text('"flavour": "vanilla"')
    expect(result).not_to_contain_text("visitor")

    cookies.get_by_role("radio", name="Page").check()
    cookies.get_by_role("button", name="Show cookies").click()
    stage = cookies.get_by_title("Cookies stage").content_frame
    expect(stage.get_by_role("row", name="flavour")).to_contain_text("vanilla")


def test_name_of_the_tutorial_is_set_then_known(open_panel: Callable[[str], Locator], page: Page) -> None:
    cookies = open_panel("Cookies")
    heading = cookies.get_by_title("Cookies stage").content_frame.get_by_role("heading", level=1)

    cookies.get_by_role("button", name="/get-name").click()
    expect(heading).to_have_text("No name is set. Set one at /set-name.")
    cookies.get_by_role("button", name="/set-name").click()
    expect(heading).to_have_text("set name successful!")
    cookies.get_by_role("button", name="/get-name").click()
    expect(heading).to_have_text("Your name is Robert")

    page.goto("/set-name?name=<i>Zoë</i>")
    page.goto("/get-name")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your name is <i>Zoë</i>")


def test_twin_sets_lists_and_deletes(page: Page) -> None:
    ask = page.request
    ask.post("/login", form={"username": "robert", "password": "open-sesame"})
    ask.get("/")

    answer = ask.post("/api/cookies", form={"name": "a", "value": "1"}, max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/api/cookies")
    assert answer.headers["set-cookie"] == "a=1; Path=/"
    assert {cookie["name"] for cookie in page.context.cookies()} == {"session", "visitor", "a"}
    assert ask.get("/api/cookies").json() == {"cookies": {"a": "1"}, "raw": "a=1"}, "its own two are nobody's business"
    assert ask.post("/api/cookies/delete", form={"name": "a"}).json() == {"cookies": {}, "raw": ""}

    assert ask.get("/api/get-name").json()["name"] is None
    assert ask.get("/api/set-name").json() == {"message": "set name successful!"}
    assert ask.get("/api/get-name").json() == {"message": "Your name is Robert", "name": "Robert"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "session", "value": "x"}, "Roundtrip itself uses this cookie"),
        ({"name": "a b"}, "`name` must consist of"),
        ({"name": "a", "max_age": "soon"}, "whole number of seconds"),
        ({"name": "a", "path": "/; Secure"}, "`path` must be"),
    ],
)
def test_page_and_twin_refuse_alike_and_set_nothing(context: BrowserContext, form: dict[str, Any], says: str) -> None:
    html, twin = context.request.post("/cookies", form=form), context.request.post("/api/cookies", form=form)

    assert (html.status, twin.status) == (400, 400)
    assert says in html.text().replace("&#39;", "'")
    assert says in twin.json()["detail"]
    assert context.cookies() == []
