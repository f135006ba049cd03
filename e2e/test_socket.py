"""Socket: open a WebSocket, follow its messages in the page and on the wire, and see who may not open it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from e2e.declared import Case, Press, Twin
from e2e.tap import replace_text
from roundtrip.testing import Roundtrip

CONTROLS = ["Open the socket", "Close the socket", "Message", "Send text", "Send bytes", "Request it"]
WITHOUT_SCRIPT = [
    Press("Request it", "426 Upgrade Required"),
]
REPRODUCE = [
    Case("Request it", "Fetch", [426]),
]
TWINS = [
    Twin("GET /socket/echo", 426, says="speaks WebSocket only", has="detail"),
]
PROVOKES = ["status of 426 (Upgrade Required)"]


def test_messages_cross_both_ways_and_stand_on_the_wire(
    open_panel: Callable[[str], Locator], page: Page, roundtrip: Roundtrip
) -> None:
    socket = open_panel("Socket")
    messages = socket.get_by_role("tabpanel", name="Result").get_by_role("list", name="Messages")
    wire = page.get_by_role("complementary", name="Wire")

    socket.get_by_role("button", name="Open the socket").click()
    expect(messages).to_contain_text("The socket is open.")
    replace_text(socket.get_by_role("textbox", name="Message"), "hällo")
    socket.get_by_role("button", name="Send text").click()
    expect(messages).to_contain_text("← hällo")
    socket.get_by_role("button", name="Send bytes").click()
    expect(messages).to_contain_text("← bytes 68 c3 a4 6c 6c 6f")
    roundtrip.expect(page).never("GET /api/socket/echo")  # the wire has a socket when it is closed

    socket.get_by_role("button", name="Close the socket").click()
    expect(messages).to_contain_text("The socket is closed: 1000 The visitor closed it.")
    roundtrip.expect(page).trip("GET /api/socket/echo", 101)
    expect(wire.get_by_role("list", name="Messages").get_by_role("listitem")).to_have_count(5)
    (entry,) = roundtrip.har(page)["log"]["entries"]
    assert [(each["type"], each["opcode"]) for each in entry["_webSocketMessages"]] == [
        ("send", 1),
        ("receive", 1),
        ("send", 2),
        ("receive", 2),
        ("send", 8),
    ]

    wire.get_by_role("button", name="GET /api/socket/echo 101 Switching Protocols").click()
    expect(page.get_by_role("dialog").get_by_role("row", name="browser text hällo 6 bytes")).to_be_visible()


def test_a_disabled_button_looks_disabled(open_panel: Callable[[str], Locator]) -> None:
    socket = open_panel("Socket")
    look = "button => [getComputedStyle(button).color, getComputedStyle(button).backgroundColor]"
    enabled, disabled = (socket.get_by_role("button", name=f"{name} the socket") for name in ("Open", "Close"))

    expect(disabled).to_be_disabled()

    for one, other in zip(enabled.evaluate(look), disabled.evaluate(look), strict=True):
        assert one != other


def test_a_page_of_another_site_cannot_open_the_socket(page: Page, base_url: str, excused: list[str]) -> None:
    excused += ["WebSocket connection to", "establish a connection to the server"]
    page.goto("about:blank")  # a page without a Content-Security-Policy, and with an origin of its own: null

    outcome = page.evaluate(
        """url => new Promise(resolve => {
          const socket = new WebSocket(url);
          socket.onopen = () => resolve("open");
          socket.onclose = ({ code }) => resolve(code);
          setTimeout(resolve, 5000, "still connecting");
        })""",
        f"{base_url.replace('http', 'ws')}/socket/echo",
    )

    assert outcome == 1006
