"""Side by side: what was typed, what crossed the wire, and what Flask holds, field by field, in each encoding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from e2e.tap import hops, trips

pytestmark = pytest.mark.slow

NOTE = FilePayload(name="zoë.bin", mimeType="application/x-note", buffer=bytes(range(256)) * 5)
URLENCODED, MULTIPART, PLAIN = "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"


def compared(forms: Locator) -> Locator:
    """The table that has a field a row, once both the wire and the answer have told what they know."""
    return forms.get_by_role("table", name="Field by field")


def expect_field(forms: Locator, field: str, *cells: str) -> None:
    """A field's row: typed, on the wire, in Flask."""
    row = compared(forms).get_by_role("row").filter(has=forms.page.get_by_role("rowheader", name=field, exact=True))
    expect(row.get_by_role("cell")).to_have_text(list(cells), use_inner_text=True)


FIELD = 'Content-Disposition: form-data; name="{}"\\r\\n \\r\\n {}'
UNREAD = "nothing: Flask does not parse this type"
SIDES = {
    ("POST", URLENCODED): {
        "Textarea textarea": (
            "textarea=a%0D%0Ab textarea.dir=ltr",
            'form["textarea"] = "a\\r\\nb" form["textarea.dir"] = "ltr"',
        ),
        "File file": ("file=zo%C3%AB.bin", 'form["file"] = "zoë.bin"'),
        "hidden _charset_": ("_charset_=UTF-8", 'form["_charset_"] = "UTF-8"'),
    },
    ("POST", MULTIPART): {
        "Textarea textarea": (
            f"{FIELD.format('textarea', 'a')}\\r\\n b {FIELD.format('textarea.dir', 'ltr')}",
            'form["textarea"] = "a\\r\\nb" form["textarea.dir"] = "ltr"',
        ),
        "File file": (
            'Content-Disposition: form-data; name="file"; filename="zoë.bin"\\r\\n '
            "Content-Type: application/x-note\\r\\n \\r\\n 00 01 02 03 04 05 06 07 … (1,280 bytes)",
            'files["file"] = "zoë.bin", application/x-note, 1.3 KiB',
        ),
        "hidden _charset_": (FIELD.format("_charset_", "UTF-8"), 'form["_charset_"] = "UTF-8"'),
    },
    ("POST", PLAIN): {
        "Textarea textarea": ("textarea=a\\r\\n b\\r\\n textarea.dir=ltr\\r\\n", UNREAD),
        "File file": ("file=zoë.bin\\r\\n", UNREAD),
        "hidden _charset_": ("_charset_=UTF-8\\r\\n", UNREAD),
    },
    ("GET", MULTIPART): {
        "Textarea textarea": (
            "textarea=a%0D%0Ab textarea.dir=ltr",
            'args["textarea"] = "a\\r\\nb" args["textarea.dir"] = "ltr"',
        ),
        "File file": ("file=zo%C3%AB.bin", 'args["file"] = "zoë.bin"'),
        "hidden _charset_": ("_charset_=UTF-8", 'args["_charset_"] = "UTF-8"'),
    },
}
TYPED_SO = {"Textarea textarea": "a\\nb", "File file": "zoë.bin", "hidden _charset_": "empty"}


@pytest.mark.parametrize("send_as", ["Page", "Fetch"])
@pytest.mark.parametrize(("method", "encoding"), SIDES)
def test_what_was_typed_what_crossed_the_wire_and_what_flask_holds_stand_side_by_side(
    open_panel: Callable[[str], Locator], method: str, encoding: str, send_as: str
) -> None:
    forms = ready(open_panel)
    forms.get_by_role("radio", name=send_as).check()
    forms.get_by_role("combobox", name="Method").select_option(method)
    forms.get_by_role("combobox", name="Encoding").select_option(encoding)
    forms.get_by_role("textbox", name="Textarea").fill("a\nb")
    forms.get_by_label("File", exact=True).set_input_files(NOTE)
    forms.get_by_role("checkbox", name="Checkbox").uncheck()

    forms.get_by_role("button", name="Submit", exact=True).click()

    expect(compared(forms)).to_be_visible()
    for field, (crossed, flask) in SIDES[method, encoding].items():
        expect_field(forms, field, TYPED_SO[field], crossed, flask)
    # What must not cross: the form holds it all the same.
    expect_field(forms, "Checkbox checkbox", "on, not checked", "not sent: not checked", "nothing")
    expect_field(forms, "Disabled disabled", "never sent", "not sent: disabled", "nothing")
    expect_field(forms, "Publish submitter", "not pressed", "not sent: not pressed", "nothing")
    data = forms.get_by_label("request.get_data()", exact=True)
    expect(data).to_contain_text("(empty)" if method == "GET" else "sent")
    expect(forms.get_by_label("request.files", exact=True)).to_contain_text(
        "zoë" if encoding == MULTIPART and method == "POST" else "(empty)"
    )


def ready(open_panel: Callable[[str], Locator]) -> Locator:
    """The panel, once its own module has come."""
    forms = open_panel("Forms")
    expect(forms.get_by_role("tabpanel", name="Result")).to_contain_text("Send the form to compare each field")
    return forms


def test_an_empty_file_control_is_an_empty_part_and_no_missing_one(open_panel: Callable[[str], Locator]) -> None:
    forms = ready(open_panel)

    forms.get_by_role("button", name="Submit", exact=True).click()

    part = 'Content-Disposition: form-data; name="file"; filename=""\\r\\n Content-Type: {}\\r\\n \\r\\n'
    wire = part.format("application/octet-stream")
    expect_field(forms, "File file", "empty", wire, 'files["file"] = "", application/octet-stream, 0 bytes')


def test_several_values_of_a_field_are_a_list(open_panel: Callable[[str], Locator]) -> None:
    forms = ready(open_panel)
    forms.get_by_role("combobox", name="Method").select_option("GET")
    forms.get_by_role("listbox", name="Choose several").select_option(["green", "blue"])

    forms.get_by_role("button", name="Submit", exact=True).click()

    crossed, flask = "several=green several=blue", 'args.getlist("several") = ["green", "blue"]'
    expect_field(forms, "Choose several several", "green, blue", crossed, flask)


def test_what_the_wire_no_longer_holds_is_not_made_up(open_panel: Callable[[str], Locator]) -> None:
    forms = ready(open_panel)
    long = FilePayload(name="long.txt", mimeType="text/plain", buffer=b"x" * 20_000)
    forms.get_by_label("File", exact=True).set_input_files(long)

    forms.get_by_role("button", name="Submit", exact=True).click()

    cut = "not recorded: the wire keeps only the beginning of a body"
    expect_field(forms, "Read-only readonly", "sent anyway", cut, 'form["readonly"] = "sent anyway"')


def test_the_table_of_one_request_does_not_outlive_it(open_panel: Callable[[str], Locator]) -> None:
    forms = ready(open_panel)
    forms.get_by_role("button", name="Submit", exact=True).click()
    expect(compared(forms)).to_have_count(1)

    forms.get_by_role("button", name="Sign up").click()

    expect(forms.get_by_role("tabpanel", name="Result")).to_contain_text("/form/checked")
    expect(compared(forms)).to_have_count(0)  # its answer is no echo, and the last one was not for it


@pytest.mark.parametrize(
    ("button", "hop", "pressed"),
    [
        ("Save draft", "POST /form 200 OK", "submitter=draft"),
        ("Publish", "POST /form 200 OK", "submitter=publish"),
        ("To /landing", "POST /landing 200 OK", ""),
        ("By GET", "GET /form 200 OK", ""),
        ("As text/plain", "POST /form 200 OK", ""),
    ],
)
def test_the_button_that_is_pressed_comes_along_and_decides_where_to_and_how(
    open_panel: Callable[[str], Locator], page: Page, button: str, hop: str, pressed: str
) -> None:
    forms = ready(open_panel)
    forms.get_by_role("combobox", name="Encoding").select_option(URLENCODED)

    forms.get_by_role("button", name=button).click()

    expect(compared(forms)).to_be_visible()
    last = hops(trips(page).first)
    expect(last).to_have_accessible_name(hop)
    data = forms.get_by_label("request.get_data()", exact=True)
    if button == "As text/plain":
        expect(data).to_contain_text("text=Zoë & Co.\\r\\n")
    expect(data).not_to_contain_text("submitter=Submit")
    if pressed:
        expect(data).to_contain_text(pressed)
    else:
        expect(data).not_to_contain_text("submitter")
