"""Forms: fill in every type of input, choose method and encoding, and compare what was typed with what arrived."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, FilePayload, FrameLocator, Locator, Page, expect

from e2e.declared import BYTES_FILE, ECHO, EMPTY_FILE, PAIRS, PLAIN, QUOTED, TEXT_FILE, Case, Press, Twin
from e2e.tap import replace_text

CHECKED = "valid errors values data types"
SIGN_UP = {"name": "Zoe", "email": "a@b.org", "age": "42", "day": "2026-01-30", "course": "http", "accept": "yes"}
CONTROLS = [
    *("Method", "Encoding", "Submit", "Text", "Search", "Email", "URL", "Telephone", "Secret", "Number", "Range"),
    *("Date", "Time", "Month", "Week", "Color", "Select", "Textarea", "File", "Checkbox", "One", "Submit by image"),
    "Run the lab",
]
WITHOUT_SCRIPT = [
    Press("Submit", "robert@example.org"),
]
REPRODUCE = [
    Case("Submit", "Page", [200], {"File": [TEXT_FILE, BYTES_FILE]}),
    Case("Submit", "Fetch", [200], {"Textarea": QUOTED, "File": [TEXT_FILE, EMPTY_FILE, BYTES_FILE]}),
    Case("Submit", "Fetch", [200], {"Encoding": PAIRS, "Textarea": QUOTED}),
    Case("Submit", "Fetch", [200], {"Encoding": PLAIN, "Textarea": QUOTED}),
    Case("Submit", "Page", [200], {"Method": "GET", "Textarea": QUOTED}),
]
TWINS = [
    Twin("GET /form", says="A form with every input type", has=ECHO),
    Twin("GET /form?a=1", says="request.args", has=ECHO),
    Twin("POST /form", says="request.form", has=ECHO, form={"a": "1"}),
    Twin("GET /form/checked", says="Checked by the server", has=CHECKED),
    Twin("GET /form/checked?name=Zoe", says="5 fields to correct", has=CHECKED),
    Twin(f"GET /form/checked?{urlencode(SIGN_UP)}", says="The form is valid", has=CHECKED),
    Twin("POST /form/checked", 303, to="/form/checked?name=Zoe&age=42", form={"age": "42", "name": "Zoe", "x": "y"}),
]

TYPED = {
    "Text": ("text", "Zoë & Co. <b>"),
    "Search": ("search", "100 %"),
    "Email": ("email", "zoe@example.org"),
    "URL": ("url", "https://example.org/?a=1&b=2"),
    "Telephone": ("tel", "+49 30 1234"),
    "Secret": ("password", "p=1;2"),
    "Number": ("number", "-1.5e3"),
    "Range": ("range", "70"),
    "Date": ("date", "2024-02-29"),
    "Time": ("time", "23:59"),
    "Date and time": ("datetime-local", "2024-02-29T23:59"),
    "Month": ("month", "2024-02"),
    "Week": ("week", "2024-W09"),
    "Color": ("color", "#ff8800"),
}
NOTE = FilePayload(name="zoë.bin", mimeType="application/x-note", buffer=bytes(range(256)) * 5)
URLENCODED, MULTIPART, PLAIN = "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"


def rows(page: Page | FrameLocator, caption: str) -> Locator:
    """The rows of one table of the echo, such as `request.form`."""
    return page.get_by_role("table", name=caption).get_by_role("row")


def row(page: Page | FrameLocator | Locator, name: str, value: str) -> Locator:
    return page.get_by_role("row", name=f"{name} {value}", exact=True)


def test_every_field_arrives_once_by_its_name_in_the_order_of_the_form(open_panel: Callable[[str], Locator]) -> None:
    forms = open_panel("Forms")
    for label, (_, value) in TYPED.items():
        replace_text(forms.get_by_label(label, exact=True), value)
    forms.get_by_role("combobox", name="Select").select_option("two")
    forms.get_by_role("listbox", name="Choose several").select_option(["green", "blue"])
    forms.get_by_role("textbox", name="Textarea").fill("one\ntwo")
    forms.get_by_role("checkbox", name="Checkbox").uncheck()
    forms.get_by_role("radio", name="Two").check()

    forms.get_by_role("button", name="Submit", exact=True).click()

    stage = forms.get_by_title("Forms stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("POST /form")
    # The whole list: an unchecked checkbox, a disabled field, a button that was not pressed must not arrive.
    expect(rows(stage, "request.form")).to_have_text(
        [
            "text Zoë & Co. <b>",
            "text.dir ltr",
            *(f"{name} {value}" for name, value in TYPED.values() if name != "text"),
            "select two",
            "several green",
            "several blue",
            "textarea one two",
            "textarea.dir ltr",
            "readonly sent anyway",
            "radio two",
            "hidden you do not see me",
            "_charset_ UTF-8",
            "submitter Submit",
        ],
        use_inner_text=True,
    )
    expect(rows(stage, "request.args")).to_have_text("none")


@pytest.mark.parametrize(
    ("encoding", "form", "files"),
    [
        (URLENCODED, {"text": ["Zoë & Co."], "file": ["zoë.bin"]}, []),
        (MULTIPART, {"text": ["Zoë & Co."]}, ["zoë.bin"]),
        (PLAIN, {}, []),
    ],
)
def test_the_encoding_decides_what_a_post_brings(
    open_panel: Callable[[str], Locator], page: Page, encoding: str, form: dict[str, list[str]], files: list[str]
) -> None:
    forms = open_panel("Forms")
    forms.get_by_role("combobox", name="Encoding").select_option(encoding)
    forms.get_by_label("Text", exact=True).fill("Zoë & Co.")
    forms.get_by_label("File", exact=True).set_input_files(NOTE)

    forms.get_by_role("button", name="Submit", exact=True).click()

    stage = forms.get_by_title("Forms stage").content_frame
    arrived = stage.get_by_role("table", name="request.form")
    expect(stage.get_by_role("heading", level=1)).to_have_text("POST /form")
    expect(row(arrived, "text", "Zoë & Co.")).to_have_count(len(form.get("text", [])))
    expect(row(arrived, "file", "zoë.bin")).to_have_count(len(form.get("file", [])))
    expect(rows(stage, "request.files")).to_contain_text(["Field", *files] if files else ["none"])
    expect(rows(stage, "request.args")).to_have_text("none")
    if encoding == PLAIN:  # Flask reads no fields out of it, but all of it came
        expect(stage.get_by_text("text=Zoë & Co.")).to_be_visible()

    forms.get_by_role("radio", name="Fetch").check()
    with page.expect_response("**/api/form") as answer:
        forms.get_by_role("button", name="Submit", exact=True).click()

    twin = answer.value.json()
    assert {name: values for name, values in twin["form"].items() if name in ("text", "file")} == form
    assert [file["filename"] for file in twin["files"]] == files
    assert twin["args"] == {}
    assert ("text=Zoë & Co.\r\n" in twin["body"]["text"]) == (encoding == PLAIN)


def test_a_get_puts_everything_in_the_query_whatever_the_encoding(
    open_panel: Callable[[str], Locator], page: Page
) -> None:
    forms = open_panel("Forms")
    stage = forms.get_by_title("Forms stage").content_frame
    forms.get_by_role("combobox", name="Method").select_option("GET")
    forms.get_by_label("File", exact=True).set_input_files(NOTE)

    for encoding in (URLENCODED, MULTIPART, PLAIN):
        forms.get_by_role("combobox", name="Encoding").select_option(encoding)
        forms.get_by_label("Text", exact=True).fill(f"by {encoding}")
        forms.get_by_role("button", name="Submit", exact=True).click()
        args = stage.get_by_role("table", name="request.args")
        expect(row(args, "text", f"by {encoding}")).to_be_visible()
        expect(row(args, "file", "zoë.bin")).to_be_visible()
        expect(rows(stage, "request.form")).to_have_text("none")
        expect(rows(stage, "request.files")).to_have_text("none")
        expect(stage.get_by_role("heading", name="The body, 0 bytes")).to_be_visible()
        expect(stage.get_by_role("rowheader", name="Content-Type")).to_have_count(0)

    forms.get_by_role("radio", name="Fetch").check()
    with page.expect_response("**/api/form?*") as answer:
        forms.get_by_role("button", name="Submit", exact=True).click()
    twin = answer.value.json()
    assert (twin["args"]["text"], twin["args"]["file"]) == ([f"by {PLAIN}"], ["zoë.bin"])
    assert (twin["form"], twin["files"], twin["body"]["size"]) == ({}, [], 0)


def test_a_file_arrives_byte_for_byte_with_its_name_and_type(open_panel: Callable[[str], Locator], page: Page) -> None:
    digest = hashlib.sha256(NOTE["buffer"]).hexdigest()
    forms = open_panel("Forms")
    forms.get_by_label("File", exact=True).set_input_files(
        [NOTE, FilePayload(name="empty.txt", mimeType=NOTE["mimeType"], buffer=b"")]
    )

    forms.get_by_role("button", name="Submit", exact=True).click()

    stage = forms.get_by_title("Forms stage").content_frame
    expect(rows(stage, "request.files")).to_have_text(
        [
            "Field File name Type Bytes SHA-256",
            f"file zoë.bin application/x-note 1280 {digest}",
            f"file empty.txt application/x-note 0 {hashlib.sha256().hexdigest()}",
        ],
        use_inner_text=True,
    )
    expect(stage.get_by_role("table", name="request.form")).not_to_contain_text("zoë.bin")

    twin = page.request.post("/api/form", multipart={"file": NOTE, "text": "beside it"}).json()
    assert [(file["field"], file["size"], file["sha256"]) for file in twin["files"]] == [("file", 1280, digest)]
    assert twin["form"] == {"text": ["beside it"]}


def test_an_image_submits_where_it_was_clicked_and_no_other_button(open_panel: Callable[[str], Locator]) -> None:
    forms = open_panel("Forms")
    expect(forms.get_by_text("Send the form to compare each field")).to_be_visible()  # the panel's module has started

    forms.get_by_role("button", name="Submit by image").click(position={"x": 5, "y": 7})

    form = forms.get_by_title("Forms stage").content_frame.get_by_role("table", name="request.form")
    expect(row(form, "image.x", "5")).to_be_visible()
    # The image begins at half a pixel, which browsers round in their own way.
    expect(form.get_by_role("row", name=re.compile("^image.y [67]$"))).to_be_visible()
    expect(form).not_to_contain_text("submitter")


def test_the_browser_holds_back_what_is_not_valid(open_panel: Callable[[str], Locator], page: Page) -> None:
    forms = open_panel("Forms")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    email = forms.get_by_role("textbox", name="Email")

    replace_text(email, "zoe at example")
    forms.get_by_role("button", name="Submit", exact=True).click()

    expect(email).to_be_focused()
    assert [url for url in asked if url.endswith("/form")] == []

    forms.get_by_role("button", name="Reset").click()
    forms.get_by_role("button", name="Submit", exact=True).click()

    stage = forms.get_by_title("Forms stage").content_frame
    expect(row(stage, "email", "robert@example.org")).to_be_visible()


def test_the_page_has_a_form_of_its_own_for_either_method(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("text", exact=True).fill("a+b c")
    page.get_by_label("checkbox").check()

    page.get_by_role("button", name="Submit as GET").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("GET /form")
    expect(page).to_have_url(re.compile(r"\?text=a%2Bb\+c&.*&checkbox=on&"))
    expect(rows(page, "request.args").filter(has_text="a+b c")).to_have_count(1)
    expect(rows(page, "request.form")).to_have_text("none")

    page.go_back()
    page.get_by_label("checkbox").check()  # Chromium keeps what a form contained, Firefox does not
    page.get_by_role("button", name="Submit", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("POST /form")
    expect(page).to_have_url("/form")
    expect(rows(page, "request.form").filter(has_text="checkbox")).to_have_count(1)
    expect(rows(page, "request.args")).to_have_text("none")


def test_the_twin_echoes_a_query_and_a_json_body_and_keeps_own_cookies_to_itself(page: Page) -> None:
    page.goto("/")  # which makes its reader a visitor
    page.context.add_cookies([{"name": "flavour", "value": "vanilla", "url": page.url}])

    twin = page.request.post("/api/form?a=1&a=2&b=", data={"nested": [None, True, "ë"]}).json()

    assert twin["args"] == {"a": ["1", "2"], "b": [""]}
    assert twin["json"] == {"nested": [None, True, "ë"]}
    assert twin["form"] == {}
    assert twin["cookies"] == {"flavour": "vanilla"}, "the visitor cookie is Roundtrip's own"
    assert page.request.get("/api/form").json()["method"] == "GET", "the twin of the empty form is an echo too"


def test_without_javascript_the_form_still_arrives_with_its_file(without_script: BrowserContext) -> None:
    page = without_script.new_page()
    page.goto("/#forms")
    page.get_by_label("File", exact=True).set_input_files(NOTE)

    page.get_by_role("button", name="Submit", exact=True).click()

    stage = page.get_by_title("Forms stage").content_frame
    expect(stage.get_by_role("heading", level=1)).to_have_text("POST /form")
    expect(rows(stage, "request.files")).to_contain_text(["Field", "zoë.bin"])
    # These choose by script alone; without it they are no dead controls, they are not there.
    expect(page.get_by_role("combobox", name="Encoding")).to_have_count(0)
