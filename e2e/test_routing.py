"""Routing: fill a path from a form, see which converter takes it, and build the URL back from its endpoint."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin

UUID = "123e4567-e89b-12d3-a456-426614174000"
CONTROLS = ["Converter", "Value", "Open", "Endpoint", "Build URL"]
WITHOUT_SCRIPT = [
    Press("Open", "/number/<int:value>"),
    Press("Build URL", "/user/John%20Doe"),
    Press("/routes", "Every route"),
]
REPRODUCE = [
    Case("Open", "Page", [404], {"Value": "-1"}),
    Case("Open", "Fetch", [200], {"Converter": "string", "Value": 'it\'s "a@b" é'}),
    Case("Build URL", "Page", [200]),
]
TWINS = [
    Twin("GET /user/Jane", says="hello, Jane", has="message rule args"),
    Twin("GET /string/a-b", says="a-b", has="rule converter value type"),
    Twin("GET /number/42", says="42", has="rule converter value type"),
    Twin("GET /float/1.5", says="1.5", has="rule converter value type"),
    Twin("GET /path/a/b", says="a/b", has="rule converter value type"),
    Twin(f"GET /uuid/{UUID}", says=UUID, has="rule converter value type"),
    Twin("GET /url-for?endpoint=routing.user&username=John Doe", says="/user/John%20Doe", has="endpoint url"),
    Twin("GET /url-for?endpoint=nothing", 400, says="hello.hello", has="detail"),
    Twin("GET /go?endpoint=routing.user&username=Jane", 307, to="/user/Jane"),
    Twin("POST /go", 307, to="/user/Jane", form={"endpoint": "routing.user", "username": "Jane"}),
    Twin("GET /routes", says="/user/<username>", has="routes"),
]

# A converter, its rule, a text that it takes, the value and the type that it makes, and a text that it does not take.
CONVERTERS = [
    ("string", "/string/<string:value>", "Zoë & Co.", "Zoë & Co.", "str", "a/b"),
    ("int", "/number/<int:value>", "0042", 42, "int", "-1"),
    ("float", "/float/<float:value>", "1.50", 1.5, "float", "1"),
    ("uuid", "/uuid/<uuid:value>", UUID.upper(), UUID, "UUID", UUID[:-1]),
    ("path", "/path/<path:value>", "a/b c/d", "a/b c/d", "str", "/"),
]


def test_a_converter_takes_what_it_can_read_and_nothing_else(open_panel: Callable[[str], Locator]) -> None:
    routing = open_panel("Routing")
    stage = routing.get_by_title("Routing stage").content_frame
    made = stage.get_by_role("table", name="The result of the rule").get_by_role("row")

    for converter, rule, hit, value, kind, miss in CONVERTERS:
        routing.get_by_role("combobox", name="Converter").select_option(converter)
        routing.get_by_role("textbox", name="Value").fill(hit)
        routing.get_by_role("button", name="Open").click()
        expect(stage.get_by_role("heading", level=1)).to_have_text(rule)
        expect(made).to_have_text(
            [f"converter {converter}", f"rule {rule}", f"type {kind}", f"value {value}"], use_inner_text=True
        )

        routing.get_by_role("textbox", name="Value").fill(miss)
        routing.get_by_role("button", name="Open").click()
        expect(stage.get_by_role("heading", level=1)).to_have_text("404 Not Found")
        expect(made).to_have_count(0)


@pytest.mark.parametrize(("converter", "rule", "hit", "value", "kind", "miss"), CONVERTERS)
def test_page_and_twin_match_the_same_paths(
    page: Page, converter: str, rule: str, hit: str, value: object, kind: str, miss: str
) -> None:
    path = rule.partition("<")[0]

    page.goto(path + quote(hit))
    expect(page.get_by_role("row", name=f"value {value}", exact=True)).to_be_visible()
    twin = page.request.get(f"/api{path}{quote(hit)}")
    assert twin.json() == {"rule": rule, "converter": converter, "value": value, "type": kind}

    page.goto(path + quote(miss))
    expect(page.get_by_role("heading", name="404 Not Found")).to_be_visible()
    missed = page.request.get(f"/api{path}{quote(miss)}")
    assert missed.status == missed.json()["status"] == 404
    assert "value" not in missed.json()


def test_a_slash_is_a_slash_even_where_the_address_says_2f(page: Page) -> None:
    page.goto("/path/a%2Fb/c")
    expect(page.get_by_role("row", name="value a/b/c", exact=True)).to_be_visible()
    assert page.request.get("/api/path/a%2Fb/c").json()["value"] == "a/b/c"

    page.goto("/string/a%2Fb")  # WSGI decodes the path before any rule sees it (PEP 3333, PATH_INFO)
    expect(page.get_by_role("heading", name="404 Not Found")).to_be_visible()
    assert page.request.get("/api/string/a%2Fb").status == 404


def test_an_empty_value_never_leaves_the_browser(open_panel: Callable[[str], Locator], page: Page) -> None:
    routing = open_panel("Routing")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    routing.get_by_role("textbox", name="Value").fill("")
    routing.get_by_role("button", name="Open").click()

    expect(routing.get_by_role("textbox", name="Value")).to_be_focused()
    expect(routing.get_by_role("status", name="Final URL")).to_be_empty()
    assert [url for url in asked if "/number/" in url] == []


def test_a_user_is_greeted_by_name_and_markup_in_it_stays_text(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    routing = open_panel("Routing")
    routing.get_by_role("button", name="/user/Robert").click()
    stage = routing.get_by_title("Routing stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("hello, Robert")

    name = "<img src=x onerror=alert(1)>"
    page.goto(f"/user/{quote(name)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"hello, {name}")
    expect(page.get_by_role("img")).to_have_count(0)

    twin = page.request.get(f"/api/user/{quote(name)}").json()
    assert twin == {"message": f"hello, {name}", "rule": "/user/<username>", "args": {"username": name}}


def test_url_for_builds_an_address_that_leads_there(open_panel: Callable[[str], Locator], page: Page) -> None:
    routing = open_panel("Routing")
    routing.get_by_role("textbox", name="username").fill("John Doe")

    routing.get_by_role("button", name="Build URL").click()

    stage = routing.get_by_title("Routing stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("/user/John%20Doe")
    stage.get_by_role("link", name="Open it").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("hello, John Doe")
    # The visitor went on inside the stage; the panel must not claim to have sent that.
    expect(routing.get_by_role("tabpanel", name="Result")).to_contain_text("The stage shows /user/John%20Doe")
    expect(routing.get_by_role("tabpanel", name="Result")).not_to_contain_text("Your browser sent")

    twin = page.request.get("/api/url-for?endpoint=routing.user&username=John Doe")
    assert twin.json() == {"endpoint": "routing.user", "url": "/user/John%20Doe"}


@pytest.mark.parametrize(
    ("endpoint", "advice"),
    [("no.such", "There is no endpoint 'no.such'."), ("routing.number", "Missing: value.")],
)
def test_url_for_names_what_is_valid_when_it_cannot_build(
    open_panel: Callable[[str], Locator], page: Page, endpoint: str, advice: str
) -> None:
    routing = open_panel("Routing")
    routing.get_by_role("radio", name="Fetch").check()
    # A list of suggestions makes a combobox of a text field.
    routing.get_by_role("combobox", name="Endpoint").fill(endpoint)

    routing.get_by_role("button", name="Build URL").click()

    result = routing.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text("400 Bad Request")
    expect(result).to_contain_text(advice)
    expect(result).to_contain_text("routing.number" if endpoint == "no.such" else "/number/<int:value>")
    expect(result).not_to_contain_text('"url"')

    page.goto(f"/url-for?endpoint={endpoint}")
    expect(page.get_by_role("heading", level=1)).to_have_text("400 Bad Request")
    expect(page.get_by_text(advice)).to_be_visible()


def test_routes_lists_every_rule_with_its_twin(open_panel: Callable[[str], Locator], page: Page) -> None:
    routing = open_panel("Routing")
    routing.get_by_role("button", name="/routes").click()
    stage = routing.get_by_title("Routing stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("Every route")

    routes = page.request.get("/api/routes").json()["routes"]
    page.goto("/routes")
    listed = page.get_by_role("table", name=f"{len(routes)} rules").get_by_role("row")
    expect(listed).to_have_count(1 + len(routes))
    expect(listed.filter(has=page.get_by_role("cell", name="/number/<int:value>", exact=True))).to_have_text(
        "/number/<int:value> GET HEAD OPTIONS routing.number", use_inner_text=True
    )

    rules = {route["rule"] for route in routes}
    without_twin = {rule for rule in rules if not rule.startswith("/api/") and f"/api{rule}" not in rules}
    assert without_twin == {"/", "/healthz", "/reference", "/static/<path:filename>"}
