"""The WebSocket: its handshake, its frames on a real connection, its limits, and its record in the HAR."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from flask.testing import FlaskClient
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong, TextMessage

from roundtrip.testing import Server

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""The answer to this key in RFC 6455, section 1.3."""

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


class Client:
    """A WebSocket on a real connection."""

    def __init__(self, server: Server, **headers: str) -> None:
        address = urlsplit(server.url)
        self.connection = Connection(ConnectionType.CLIENT)
        self.raw = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
        lines = [f"{name}: {value}" for name, value in {"Host": address.netloc, **UPGRADE, **headers}.items()]
        self.raw.sendall("\r\n".join(["GET /socket/echo HTTP/1.1", *lines, "", ""]).encode())
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            self.head += self.raw.recv(1)

    def send(self, *events: Event) -> None:
        self.raw.sendall(b"".join(map(self.connection.send, events)))

    def receive(self) -> Event:
        """Return the next event; a connection that ends without a close frame is code 1006."""
        while True:
            for event in self.connection.events():
                return event
            self.connection.receive_data(self.raw.recv(65_536) or None)


@pytest.fixture
def client_of(server: Server) -> Iterator[Any]:
    clients: list[Client] = []

    def connect(**headers: str) -> Client:
        clients.append(Client(server, **headers))
        return clients[-1]

    yield connect
    for client in clients:
        client.raw.close()


def test_the_server_switches_protocols_and_proves_that_it_knows_them(client_of: Any) -> None:
    head = client_of().head.decode()

    assert head.startswith("HTTP/1.1 101 Switching Protocols\r\n")
    assert f"Sec-WebSocket-Accept: {ACCEPTED}\r\n" in head
    assert "Connection: Upgrade\r\n" in head
    assert "Transfer-Encoding" not in head
    assert "Content-Length" not in head


def test_each_message_comes_back_as_it_was(client_of: Any) -> None:
    client = client_of()
    client.send(TextMessage("hällo"), BytesMessage(b"\x00\xff"))
    client.send(TextMessage("one ", message_finished=False), TextMessage("message"))
    client.send(Ping(b"there?"))

    events = [client.receive() for _ in range(4)]
    assert [event.data for event in events if isinstance(event, TextMessage)] == ["hällo", "one message"]
    assert [event.data for event in events if isinstance(event, BytesMessage)] == [b"\x00\xff"]
    assert [event.payload for event in events if isinstance(event, Pong)] == [b"there?"]
    client.send(CloseConnection(1000, "bye"))
    end = client.receive()
    assert (end.code, end.reason) == (1000, "bye")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\xff\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00" + b"a" * 65_537, 1009),
        (b"\x81\x81\x00\x00\x00\x00\xff", 1007),  # no UTF-8
        (b"\x81\x01a", 1002),  # a client must mask its frames
    ],
    ids=["too large", "no text", "no mask"],
)
def test_a_frame_that_is_not_allowed_closes_the_socket(client_of: Any, frame: bytes, code: int) -> None:
    client = client_of()
    client.raw.sendall(frame)

    end = client.receive()
    assert isinstance(end, CloseConnection)
    assert end.code == code


def test_a_socket_takes_and_records_a_hundred_messages(server: Server, client_of: Any) -> None:
    with httpx.Client(base_url=server.url) as visitor:
        visitor.get("/")
        client = client_of(Cookie=f"visitor={visitor.cookies['visitor']}")
        client.send(*(TextMessage(str(number)) for number in range(150)))

        events = [client.receive() for _ in range(101)]
        client.send(events[100].response())
        client.raw.recv(1)
        (entry,) = visitor.get("/api/wire").json()["log"]["entries"]

    assert [event.data for event in events[:100]] == [str(number) for number in range(100)]
    assert events[100].code == 1008
    texts = [each for each in entry["_webSocketMessages"] if each["opcode"] == 1]
    assert [each["type"] for each in texts].count("send") == 100


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-WebSocket-Version": "8"}, 400),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Host": "evil.example"}, 400),
    ],
)
def test_a_handshake_that_is_refused_gets_a_response(client_of: Any, headers: dict[str, str], status: int) -> None:
    assert client_of(**headers).head.startswith(f"HTTP/1.1 {status} ".encode())


def test_another_request_gets_a_426_and_another_server_says_501(client: FlaskClient) -> None:
    plain = client.get("/api/socket/echo")
    elsewhere = client.get("/api/socket/echo", headers=UPGRADE)

    assert (plain.status_code, elsewhere.status_code) == (426, 501)
    assert plain.headers["Upgrade"] == "websocket"
    assert "`roundtrip`" in elsewhere.json["detail"]  # type: ignore[index]


def test_the_record_has_the_messages_as_chrome_writes_them(server: Server, client_of: Any) -> None:
    with httpx.Client(base_url=server.url) as visitor:
        visitor.get("/")
        client = client_of(Cookie=f"visitor={visitor.cookies['visitor']}")
        client.send(TextMessage("hello"), BytesMessage(b"\xff"))
        client.receive(), client.receive()
        client.send(CloseConnection(1000))
        client.receive()
        client.raw.recv(1)
        (entry,) = visitor.get("/api/wire").json()["log"]["entries"]

    found = [(each["type"], each["opcode"], each["data"]) for each in entry["_webSocketMessages"]]
    binary = base64.b64encode(b"\xff").decode()
    sent = [("send", 1, "hello"), ("send", 2, binary), ("send", 8, "1000")]
    assert [each for each in found if each[0] == "send"] == sent
    assert [each for each in found if each[0] == "receive"] == [("receive", 1, "hello"), ("receive", 2, binary)]
    assert (entry["_resourceType"], entry["response"]["status"], entry["_outcome"]) == ("websocket", 101, "complete")
    assert all(abs(each["time"] - entry["_webSocketMessages"][0]["time"]) < 10 for each in entry["_webSocketMessages"])
