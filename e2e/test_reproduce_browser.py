"""Reproduce in the browser: the test does what the visitor did in the form, no more, and no text becomes code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from e2e.hostile import TEXTS, Case
from e2e.tap import hops, replace_text, wire

MAKE = """async ([entry, uses]) => {
  const { browser } = await import("/static/wire/reproduce/browser.js");
  const bytes = new TextEncoder().encode("kept");
  return JSON.parse(uses).map(({ form, shown }) => {
    for (const file of form.fields.flatMap(({ files }) => files ?? [])) file.bytes = bytes;
    return browser([entry], form, shown);
  });
}"""


def snippet(panel: Locator) -> str:
    """Open the tab, and return the test."""
    panel.get_by_role("tab", name="Reproduce").click()
    text = panel.get_by_label("playwright", exact=True)
    expect(text).to_contain_text('name="Final URL"')
    return text.text_content() or ""


def steps(snippet: str) -> list[str]:
    """Return what the test does between the panel and the wire."""
    lines = [line.strip() for line in snippet.splitlines()]
    begin = next(at for at, line in enumerate(lines) if 'get_by_role("region"' in line)
    return lines[begin + 1 : lines.index("", begin)]


def test_only_changed_fields_are_filled(open_panel: Callable[[str], Locator]) -> None:
    forms = open_panel("Forms")
    forms.get_by_role("button", name="Submit", exact=True).click()
    assert steps(snippet(forms)) == ['forms.get_by_role("button", name="Submit", exact=True).click()']

    forms.get_by_role("combobox", name="Encoding").select_option("text/plain")
    for label, value in {
        "Text": "",
        "Search": 'it\'s "so"',
        "Number": "4",
        "Range": "70",
        "Date": "2026-02-28",
    }.items():
        replace_text(forms.get_by_label(label, exact=True), value)
    forms.get_by_role("listbox", name="Choose several").select_option(["green", "blue"])
    forms.get_by_role("checkbox", name="Checkbox").uncheck()
    forms.get_by_role("radio", name="Two").check()
    forms.get_by_role("button", name="Save draft").click()

    expect(hops(wire(forms.page))).to_have_count(2)
    assert steps(snippet(forms)) == [
        'forms.get_by_role("combobox", name="Encoding").select_option("text/plain")',
        'forms.get_by_label("Text", exact=True).fill("")',
        'forms.get_by_label("Search").fill("it\'s \\"so\\"")',
        'forms.get_by_label("Number").fill("4")',
        'forms.get_by_label("Range").fill("70")',
        'forms.get_by_label("Date", exact=True).fill("2026-02-28")',
        'forms.get_by_role("listbox", name="Choose several").select_option(["green", "blue"])',
        'forms.get_by_role("checkbox", name="Checkbox").uncheck()',
        'forms.get_by_role("radio", name="Two").check()',
        'forms.get_by_role("button", name="Save draft").click()',
    ]


def test_the_form_counts_as_it_was_sent(open_panel: Callable[[str], Locator]) -> None:
    """A visitor goes on typing while the answer is on its way."""
    templates = open_panel("Templates")
    templates.get_by_label("Name").fill("Zoe")
    templates.get_by_role("button", name="Render").click()
    templates.get_by_label("Name").fill("Robert again")

    assert steps(snippet(templates))[0] == 'templates.get_by_label("Name").fill("Zoe")'


def test_a_password_is_not_in_the_test(open_panel: Callable[[str], Locator]) -> None:
    forms = open_panel("Forms")
    forms.get_by_role("combobox", name="Method").select_option("GET")
    forms.get_by_label("Secret").fill("hush")
    forms.get_by_role("button", name="Submit", exact=True).click()
    expect(forms.get_by_role("status", name="Final URL")).to_contain_text("password=hush")

    text = snippet(forms)

    assert "hush" not in text
    assert 'forms.get_by_label("Secret").fill(os.environ["SECRET"])' in text
    assert "# This does not contain what you typed as SECRET: set it in the environment." in text
    assert re.search(r'"Final URL"\)\)\.to_contain_text\("http://[^"?]*/form"\)', text)


def test_who_was_logged_in_logs_in_again(open_panel: Callable[[str], Locator], page: Page) -> None:
    login = open_panel("Login")
    login.get_by_label("Username").fill("robert")
    login.get_by_label("Password").fill("open-sesame")
    login.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("status", name="Login")).to_have_text("Logged in as robert")
    session = open_panel("Session")
    session.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status", name="Login")).to_have_text("Not logged in")

    text = snippet(session)

    assert text.index('.fill("robert")') < text.index('name="Log out"')
    assert 'to_have_text("Logged in as robert")' in text


def test_a_file_name_never_leads_out_of_the_folder(open_panel: Callable[[str], Locator]) -> None:
    upload = open_panel("Upload")
    note = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"kept")
    upload.get_by_label("Files").set_input_files([note, note])  # two names in one folder
    upload.get_by_role("button", name="Upload", exact=True).click()

    text = snippet(upload)

    assert "tmp_path" not in text
    assert text.count('{"name": "notes.txt", "mimeType": "text/plain", "buffer": "kept".encode()},') == 2


def use(text: str) -> dict[str, Any]:
    """Return a use of a panel with a text at each place that a visitor or the server can fill."""
    target = {"by": "label", "name": "Field", "exact": False}
    file = {"name": text, "type": text, "size": 4}
    fields = [{**target, "fill": text}, {**target, "select": [text]}, {**target, "files": [file, file]}]
    form = {"panel": "Session", "address": f"http://127.0.0.1/?{text}#session", "as": "page", "fields": fields}
    button = {"by": "button", "name": text, "exact": True}
    shown = {"url": text, "heading": text, "text": None}
    return {"form": {**form, "button": button, "user": text}, "shown": shown}


def outline(snippet: str) -> str:
    """Return the program without its texts."""
    tree = ast.parse(snippet)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
        elif isinstance(node, ast.FunctionDef):
            node.name = "test"
    return ast.dump(tree)


def test_no_text_becomes_code(page: Page) -> None:
    page.goto("/hello")
    texts = ["a", *(text.decode(errors="surrogateescape") for text in TEXTS)]
    entry = Case("", headers=[(b"Cookie", b"session=x")]).entry("127.0.0.1:1")
    made = page.evaluate(MAKE, [entry, json.dumps([use(text) for text in texts])])

    assert len(made) == len(TEXTS) + 1
    for text, snippet in zip(texts, made, strict=True):
        assert outline(snippet) == outline(made[0]), text
        literals = {node.value for node in ast.walk(ast.parse(snippet)) if isinstance(node, ast.Constant)}
        assert text in literals, "the test types another text"
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e\ufeff\ud800-\udfff]", snippet), text


@pytest.mark.parametrize("name", ["../up.txt", "a/b", "..", ".", "a\\b", "a\nb", "a\u202eb", "x" * 300, ""])
def test_an_odd_file_name_stays_a_text(page: Page, name: str) -> None:
    page.goto("/hello")
    entry = Case("").entry("127.0.0.1:1")
    described = use("a")
    described["form"]["fields"] = [{**described["form"]["fields"][2], "files": [{"name": name, "type": "", "size": 4}]}]

    (snippet,) = page.evaluate(MAKE, [entry, json.dumps([described])])

    assert "tmp_path" not in snippet
    assert name in {node.value for node in ast.walk(ast.parse(snippet)) if isinstance(node, ast.Constant)}
