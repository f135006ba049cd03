"""Upload: choose or drop files, follow the bytes on their way, and compare what comes back with what was sent."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from e2e.declared import BYTES_FILE, EMPTY_FILE, LONG_FILE, PLAIN, TEXT_FILE, Case, Press, Twin
from e2e.tap import response_to
from roundtrip.testing import Roundtrip

MULTIPART = {
    "data": b'--B\r\nContent-Disposition: form-data; name="the_file"; filename="a.txt"\r\n\r\nx\r\n--B--\r\n',
    "content_type": "multipart/form-data; boundary=B",
}
CONTROLS = ["Files", "Encoding", "Upload", "Cancel"]
WITHOUT_SCRIPT = [
    Press("Upload", "notes.txt", {"Files": [FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"kept")]}),
    Press("Upload without multipart", "400 Bad Request"),
    Press("Show my files", "notes.txt"),
]
REPRODUCE = [
    Case("Upload", "Page", [303, 200], {"Files": [TEXT_FILE, BYTES_FILE, EMPTY_FILE]}),
    Case(
        "Upload",
        "Fetch",
        [303, 200],
        {"Files": [LONG_FILE]},
        differs="the wire keeps the beginning of a body",
    ),
    Case("Upload", "Fetch", [400], {"Files": [TEXT_FILE], "Encoding": PLAIN}),
]
TWINS = [
    Twin("GET /upload", says="Upload", has="url"),
    Twin("POST /upload", 303, to="/uploads", sent=MULTIPART),
    Twin("POST /upload", 400, says="No file arrived", has="detail", form={"the_file": "a.txt"}),
    Twin("GET /uploads", says="Your files", has="files"),
    Twin("GET /uploads/0", 404, says="404 Not Found", has="detail"),
    Twin("DELETE /uploads/0", 404, says="404 Not Found", has="detail"),
    Twin("POST /uploads/0/delete", 404, says="404 Not Found", has="detail"),
]

TEXT: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"two\r\nlines, \xc3\xa9\n"}
BYTES: FilePayload = {
    "name": "every byte.bin",
    "mimeType": "application/x-thing",
    "buffer": bytes(range(256)) * 40 + b"\r\n--",
}
PIXEL: FilePayload = {
    "name": "pixel.png",
    "mimeType": "image/png",
    "buffer": base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
}
NO_FILE: FilePayload = {"name": "", "mimeType": "application/octet-stream", "buffer": b""}


@pytest.fixture(scope="module")
def small(start_server: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server that takes 1 MiB a request."""
    return start_server("--max-upload", "1MiB", "--instance", str(tmp_path_factory.mktemp("small")))


def stored(page: Page) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = page.request.get("/api/uploads").json()["files"]
    return files


def test_bytes_that_come_back_are_the_bytes_that_were_sent(open_panel: Callable[[str], Locator], page: Page) -> None:
    upload = open_panel("Upload")
    upload.get_by_label("Files").set_input_files([TEXT, BYTES])

    with page.expect_response("**/uploads") as landed:
        upload.get_by_role("button", name="Upload", exact=True).click()

    asked = landed.value.request.redirected_from
    assert asked is not None
    assert (asked.method, response_to(asked).status) == ("POST", 303)
    assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
    stage = upload.get_by_title("Upload stage").content_frame
    expect(stage.get_by_role("link", name=TEXT["name"])).to_be_visible()
    with page.expect_download() as download:
        stage.get_by_role("link", name=BYTES["name"]).click()
    assert download.value.suggested_filename == BYTES["name"]
    assert Path(download.value.path()).read_bytes() == BYTES["buffer"]
    expect(upload.get_by_role("tabpanel", name="Result")).to_contain_text("After 1 redirect")
    expect(stage.get_by_role("heading", name="Your files")).to_be_visible()  # a download does not leave the page


def test_fetch_tells_how_much_has_gone_out(open_panel: Callable[[str], Locator], base_url: str) -> None:
    upload = open_panel("Upload")
    upload.get_by_role("radio", name="Fetch").check()
    upload.get_by_label("Files").set_input_files(BYTES)

    upload.get_by_role("button", name="Upload", exact=True).click()

    result = upload.get_by_role("tabpanel", name="Result")
    expect(result).to_contain_text(hashlib.sha256(BYTES["buffer"]).hexdigest())
    expect(upload.get_by_role("status", name="Final URL")).to_have_text(f"{base_url}/api/uploads")
    expect(upload.get_by_text("10.2 KiB of 10.2 KiB")).to_be_visible()
    bar = upload.get_by_role("progressbar", name="Upload progress")
    assert bar.evaluate("bar => bar.value === bar.max && bar.max > 10240"), "the whole body counts, not the file alone"
    expect(upload.get_by_role("button", name="Cancel")).to_be_disabled()
    expect(upload.get_by_title("Upload stage")).to_be_hidden()


@pytest.mark.not_in("firefox", "Only the DevTools protocol of Chromium can slow the network down.")
def test_cancel_stops_a_fetch_and_nothing_is_kept(
    open_panel: Callable[[str], Locator], page: Page, excused: list[str]
) -> None:
    excused.append("net::ERR_")
    upload = open_panel("Upload")
    upload.get_by_role("radio", name="Fetch").check()
    cancel = upload.get_by_role("button", name="Cancel")
    expect(cancel).to_be_disabled()
    upload.get_by_label("Files").set_input_files({**BYTES, "buffer": bytes(4 * 2**20)})
    network = page.context.new_cdp_session(page)
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 128 * 2**10},
    )

    upload.get_by_role("button", name="Upload", exact=True).click()
    expect(upload.get_by_text(" of 4 MiB, ")).to_be_visible()
    with page.expect_event("requestfailed") as failed:
        cancel.click()

    assert failed.value.failure == "net::ERR_ABORTED"
    expect(upload.get_by_role("tabpanel", name="Result")).to_contain_text(
        "You cancelled the request before the answer arrived."
    )
    expect(upload.get_by_text("4 MiB of 4 MiB")).to_have_count(0)
    expect(cancel).to_be_disabled()
    assert stored(page) == []


def test_cancel_stops_a_page_as_the_browser_would(open_panel: Callable[[str], Locator], page: Page) -> None:
    upload = open_panel("Upload")
    upload.get_by_label("Files").set_input_files(TEXT)
    page.route("**/upload", lambda route: None)  # a server that never answers

    with page.expect_request("**/upload"):
        upload.get_by_role("button", name="Upload", exact=True).click()
    expect(upload.get_by_text("A page navigation reports no progress to a script")).to_be_visible()
    upload.get_by_role("button", name="Cancel").click()

    expect(upload.get_by_role("button", name="Cancel")).to_be_disabled()
    expect(upload.get_by_text("A page navigation reports no progress to a script")).to_have_count(0)
    assert stored(page) == []


def test_dropped_files_are_shown_and_sent(open_panel: Callable[[str], Locator], page: Page, base_url: str) -> None:
    upload = open_panel("Upload")
    expect(upload.get_by_text("Limits: ")).to_be_visible()  # from now on, the panel accepts dropped files
    zone = upload.get_by_text("or drop them here")
    dropped = page.evaluate_handle(
        """([picture, text]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(picture)], "pixel.png", { type: "image/png" }));
          data.items.add(new File([Uint8Array.from(text)], "notes.txt", { type: "text/plain" }));
          return data;
        }""",
        [list(PIXEL["buffer"]), list(TEXT["buffer"])],
    )

    zone.dispatch_event("dragover", {"dataTransfer": dropped})
    zone.dispatch_event("drop", {"dataTransfer": dropped})

    chosen = upload.get_by_role("listitem")
    expect(chosen).to_have_text(["pixel.png70 bytes", "notes.txt15 bytes"])
    picture = chosen.get_by_role("presentation")  # an image without words: the name stands beside it
    expect(picture).to_have_count(1)
    expect(picture).to_have_js_property("naturalWidth", 1)
    with page.expect_response("**/uploads"):
        upload.get_by_role("button", name="Upload", exact=True).click()
    assert {file["filename"] for file in stored(page)} == {"pixel.png", "notes.txt"}
    expect(page).to_have_url(f"{base_url}/#upload")  # a drop elsewhere would have left the page


@pytest.mark.parametrize("send_as", ["Page", "Fetch"])
def test_other_encoding_sends_only_the_name_and_is_told_so(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip, send_as: str
) -> None:
    upload = open_panel("Upload")
    upload.get_by_role("radio", name=send_as).check()
    upload.get_by_label("Files").set_input_files(TEXT)
    upload.get_by_role("combobox", name="Encoding").select_option("application/x-www-form-urlencoded")

    upload.get_by_role("button", name="Upload", exact=True).click()

    (asked,) = roundtrip.expect(page).trip({"Page": "POST /upload", "Fetch": "POST /api/upload"}[send_as], 400)
    assert asked.request.text == "the_file=notes.txt"
    shown = {
        "Page": upload.get_by_title("Upload stage").content_frame.get_by_role("main"),
        "Fetch": upload.get_by_role("tabpanel", name="Result"),
    }[send_as]
    expect(shown).to_contain_text("400 Bad Request")
    expect(shown).to_contain_text("the form was sent as application/x-www-form-urlencoded")
    assert stored(page) == []


@pytest.mark.parametrize("send_as", ["Page", "Fetch"])
def test_request_over_the_limit_is_answered_with_a_page(small: str, page: Page, send_as: str) -> None:
    page.goto(f"{small}/#upload")
    upload = page.get_by_role("region", name="Upload", exact=True)
    expect(upload.get_by_text("Limits: 1 MiB per request")).to_be_visible()
    upload.get_by_role("radio", name=send_as).check()
    upload.get_by_label("Files").set_input_files({**BYTES, "buffer": bytes(3 * 2**20)})

    upload.get_by_role("button", name="Upload", exact=True).click()

    shown = {
        "Page": upload.get_by_title("Upload stage").content_frame.get_by_role("main"),
        "Fetch": upload.get_by_role("tabpanel", name="Result"),
    }[send_as]
    expect(shown).to_contain_text("413 Content Too Large")
    expect(shown).to_contain_text("A request can have 1 MiB at most.")
    expect(upload.get_by_role("tabpanel", name="Result")).not_to_contain_text("the connection broke")


def test_file_is_nobody_elses(page: Page, new_context: Callable[..., BrowserContext]) -> None:
    page.request.post("/upload", multipart={"the_file": TEXT})
    (mine,) = stored(page)
    stranger = new_context().new_page()

    stranger.goto("/uploads")
    expect(stranger.get_by_text("You have no files here.")).to_be_visible()
    stranger.goto(f"/uploads/{mine['id']}")
    expect(stranger.get_by_role("heading", name="404 Not Found")).to_be_visible()
    assert stranger.request.delete(f"/api/uploads/{mine['id']}").status == 404
    assert stranger.request.post(f"/uploads/{mine['id']}/delete").status == 404

    assert page.request.get(mine["url"]).body() == TEXT["buffer"], "it is still there, and whole"


def test_delete_removes_one_file_and_no_other(page: Page) -> None:
    for file in (TEXT, PIXEL, BYTES):
        page.request.post("/upload", multipart={"the_file": file})
    gone = stored(page)[0]
    page.goto("/uploads")
    expect(page.get_by_role("main").get_by_role("link")).to_have_text([BYTES["name"], PIXEL["name"], TEXT["name"]])

    with page.expect_response("**/uploads") as landed:
        page.get_by_role("button", name=f"Delete {BYTES['name']}").click()

    assert response_to(landed.value.request.redirected_from).status == 303
    expect(page.get_by_role("main").get_by_role("link")).to_have_text([PIXEL["name"], TEXT["name"]])
    assert page.request.get(gone["url"]).status == 404


def test_uploaded_page_is_a_download_and_never_runs_here(page: Page) -> None:
    html: FilePayload = {"name": "../<i>.html", "mimeType": "text/html", "buffer": b"<script>location='/x'</script>"}
    page.goto("/upload")
    page.get_by_label("Files").first.set_input_files(html)
    page.get_by_role("button", name="Upload", exact=True).click()
    link = page.get_by_role("main").get_by_role("link").first

    with page.expect_download() as download:
        link.click()

    assert Path(download.value.path()).read_bytes() == html["buffer"]
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()


def test_plain_form_without_multipart_keeps_nothing(page: Page) -> None:
    page.goto("/upload")
    page.get_by_label("Files").last.set_input_files(TEXT)

    page.get_by_role("button", name="Upload without multipart").click()

    expect(page.get_by_role("heading", name="400 Bad Request")).to_be_visible()
    expect(page.get_by_text("which contains only the names of files")).to_be_visible()
    assert stored(page) == []


def test_twin_takes_lists_gives_and_deletes(page: Page) -> None:
    ask = page.request
    assert ask.get("/api/upload").json() == {"field": "the_file", "url": "/api/upload"}

    sent = ask.post("/api/upload", multipart={"the_file": PIXEL}, max_redirects=0)
    assert (sent.status, sent.headers["location"]) == (303, "/api/uploads")
    (file,) = stored(page)
    assert (file["field"], file["filename"], file["content_type"]) == ("the_file", "pixel.png", "image/png")
    assert (file["size"], file["sha256"]) == (70, hashlib.sha256(PIXEL["buffer"]).hexdigest())
    assert file["url"] == f"/api/uploads/{file['id']}"

    back = ask.get(file["url"])
    assert back.body() == PIXEL["buffer"]
    assert back.headers["content-type"] == "image/png"
    assert back.headers["content-disposition"].startswith("attachment")

    assert ask.delete(file["url"]).ok
    assert ask.get(file["url"]).status == 404
    assert stored(page) == [], "what was deleted is not listed"


def test_forms_delete_by_post_and_scripts_by_delete_on_either_side(page: Page) -> None:
    ask = page.request
    for _ in range(2):
        ask.post("/upload", multipart={"the_file": TEXT})
    one, two = stored(page)

    by_post = ask.post(f"/api/uploads/{one['id']}/delete", max_redirects=0)
    assert (by_post.status, by_post.headers["location"]) == (303, "/api/uploads")
    assert [file["id"] for file in stored(page)] == [two["id"]], "the other one stays"
    assert "The file is deleted." in ask.delete(f"/uploads/{two['id']}").text()
    assert stored(page) == []


@pytest.mark.parametrize("parts", [{"another": TEXT}, {"the_file": NO_FILE}])
def test_page_and_twin_refuse_alike_what_holds_no_file(context: BrowserContext, parts: dict[str, Any]) -> None:
    html, twin = context.request.post("/upload", multipart=parts), context.request.post("/api/upload", multipart=parts)

    assert (html.status, twin.status) == (400, 400)
    assert "No file arrived in the field" in html.text()
    assert "No file arrived in the field" in twin.json()["detail"]
    assert context.request.get("/api/uploads").json()["files"] == []
