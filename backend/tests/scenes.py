"""Requests for the examples in plain Flask: each goes to an example and to Roundtrip, and the answers must agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAIRS = "application/x-www-form-urlencoded"
UUID = "0d5c5b9e-8d8c-4d5c-9d6e-0a1b2c3d4e5f"
ROBERT = "username=robert&password=open-sesame"


@dataclass(frozen=True)
class Ask:
    """A request, such as `GET /hello`, and the status of its answer."""

    line: str
    status: int = 200
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=dict)
    says: str = ""
    """A text on both pages. Without one, the text of the example's page must be our page or our heading."""
    apart: str = ""
    """Members of the JSON, and headers, that are different on each server."""

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ", 1)[1]

    def sent(self) -> dict[str, Any]:
        """Return the headers; a body is a form unless they say otherwise."""
        return {"Content-Type": PAIRS, **self.headers} if self.body else self.headers


def multipart(name: str, filename: str, content: str, **fields: str) -> dict[str, Any]:
    """Return the body of a form with a file, as a browser writes it, and its header."""
    parts = [f'name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append(f'name="{name}"; filename="{filename}"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n')
    body = "".join(f"--B\r\nContent-Disposition: form-data; {part}" for part in parts)
    return {"body": f"{body}--B--\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=B"}}


VERSION, DATED = "etag=%22v1%22", "modified=Thu,%2001%20Jan%202026%2000:00:00%20GMT"
NOTE, OTHER = multipart("the_file", "notes.txt", "kept"), multipart("the_file", "other.txt", "kept, too")

SCENES: dict[str, list[Ask]] = {
    "hello": [Ask("GET /hello"), Ask("POST /hello", 405), Ask("HEAD /hello")],
    "routing": [
        *(Ask(f"GET /user/{name}") for name in ("Robert", "%3Cb%3Ebold", "Zo%C3%AB")),
        *(Ask(f"GET {path}") for path in ("/string/a%20b", "/number/042", "/float/1.5", "/path/a/b", f"/uuid/{UUID}")),
        *(Ask(f"GET {path}", 404) for path in ("/number/-1", "/number/x", "/float/1", "/string/a/b", "/uuid/1")),
    ],
    "routing_url_for": [
        Ask("GET /url-for?endpoint=routing.user&username=John%20Doe"),
        Ask("GET /url-for?endpoint=routing.user&username=Zo%C3%AB&page=2"),
        Ask("GET /url-for?endpoint=routing.user", 400),
        Ask("GET /url-for?endpoint=nothing", 400),
        Ask("GET /url-for", 400),
        Ask("GET /user/Robert", says="Robert", apart="username"),
    ],
    "routing_routes": [Ask("GET /routes")],
    "methods": [
        *(Ask(f"{method} /method") for method in ("GET", "POST", "PUT", "HEAD")),
        *(Ask(f"{method} /method", 405) for method in ("PATCH", "DELETE")),
        Ask("OPTIONS /method"),
    ],
    "forms": [
        Ask("GET /form", says="Submit"),
        Ask("GET /form?a=1&a=2&b=%C3%A9+%26"),
        Ask("POST /form", body="a=1&a=2&b=%C3%A9"),
        Ask("POST /form", **multipart("file", "notes.txt", "kept", text="Zoë")),
        Ask("POST /form", body="text=a\r\n", headers={"Content-Type": "text/plain"}),
        Ask("PUT /form", 405),
    ],
    "forms_checked": [
        Ask("GET /form/checked", says="Your name"),
        Ask("POST /form/checked", 303, "name=Zoe&age=42&other=1"),
        Ask("GET /form/checked?name=&age=42", says="Write your name."),
        Ask("GET /form/checked?name=Zoe&email=&age=42", says="Write your mail address."),
        Ask("GET /form/checked?name=Zoe&email=zoe@example.org&age=", says="Write your age."),
    ],
    "login": [
        Ask("GET /login", says="Remember me"),
        Ask("POST /login", 401, "username=robert&password=wrong", says="Wrong username or password."),
        Ask("POST /login", 401, "username=nobody&password=open-sesame", says="Wrong username or password."),
        Ask("POST /login", 401, says="Wrong username or password."),
        Ask("POST /login", 303, ROBERT),
        Ask("GET /session", says="You're logged in as robert", apart="Set-Cookie"),  # ours counts the visits
        Ask("POST /login", 303, f"{ROBERT}&remember=on"),
    ],
    "session": [
        Ask("GET /session"),
        Ask("GET /session"),
        Ask("POST /logout", 303),
        Ask("GET /logout", 303),
        Ask("GET /session"),
        Ask("PUT /logout", 405),
    ],
    "session_cookie": [
        Ask("GET /session/cookie"),
        Ask("GET /session", apart="visits"),
        Ask("GET /session/cookie", apart="raw"),
        Ask("GET /session/cookie", headers={"Cookie": "session=forged"}),
    ],
    "session_tamper": [
        Ask("POST /session/tamper", 303),
        Ask("GET /session"),
        Ask("GET /session"),
        Ask("POST /session/tamper", 303),
        Ask("GET /session"),
        Ask("GET /session/tamper", 405),
    ],
    "templates": [Ask(f"GET /template{path}") for path in ("", "/Robert", "/%3Cb%3Ebold%3C%2Fb%3E", "/a/b")],
    "responses": [Ask("GET /response")],
    "responses_respond": [
        Ask("GET /respond"),
        Ask("POST /respond", 201, "status=201&body=made&type=text/plain&header=X-A:+1%0D%0AX-B:2"),
        Ask("GET /respond?status=302&header=Location:+/hello", 302),
        Ask("POST /respond", body="cookie=a%3D1;+Path%3D/x%0D%0Ab%3D2;+HttpOnly&body=%3Ci%3EHi&type=text/html"),
        Ask("GET /respond?status=204&body=lost", 204),
    ],
    "redirects": [
        Ask("GET /re", 302),
        Ask("GET /index"),
        Ask("GET /slash", 308),
        Ask("GET /slash/"),
        Ask("GET /unslash"),
        Ask("GET /unslash/", 404),
    ],
    "redirects_by_code": [
        *(Ask(f"POST /redirect/{code}", code, "body=hello") for code in (301, 302, 303, 307, 308)),
        *(Ask(f"{method} /redirect/307", 307) for method in ("GET", "PUT", "PATCH", "DELETE")),
        Ask("GET /redirect/300", 400),
        Ask("GET /landing"),
        Ask("POST /landing", body="body=hello"),
    ],
    "redirects_chain": [
        *(Ask(f"GET /redirect/chain/{hops}", 302) for hops in (3, 2, 1)),
        Ask("GET /landing"),
        Ask("GET /redirect/loop", 302),
        Ask("GET /redirect/chain/x", 404),
    ],
    "cookies": [
        Ask("GET /cookies"),
        Ask("POST /cookies", 303, "name=flavour&value=vanilla"),
        Ask("GET /cookies"),
        Ask("POST /cookies", 303, "name=a&value=%22b%3B&max_age=60&path=/get-name&samesite=Strict&httponly=on"),
        Ask("POST /cookies", 303, "name=c&value=d&samesite=None&secure=on&partitioned=on&max_age=&path=&domain="),
        Ask("GET /cookies"),
        Ask("POST /cookies/delete", 303, "name=flavour"),
        Ask("GET /cookies"),
        Ask("POST /cookies", 400, "value=nameless"),
    ],
    "cookies_name": [
        Ask("GET /get-name"),
        Ask("GET /set-name"),
        Ask("GET /get-name"),
        Ask("GET /set-name?name=Zo%C3%AB+%3Cb%3E"),
        Ask("GET /get-name"),
    ],
    "cookies_clear": [
        Ask("GET /cookies/clear", headers={"Cookie": "a=1; b=2"}, says="Your browser sends 2 cookies"),
        Ask("GET /cookies/clear", headers={"Cookie": "a=1"}, says="Your browser sends 1 cookie"),
        Ask("POST /cookies/clear", 303, headers={"Cookie": "a=1; b=2"}),
    ],
    "authentication": [
        *(Ask(f"GET /{hidden}basic-auth/a/b", headers={"Authorization": "Basic YTpi"}) for hidden in ("", "hidden-")),
        *(Ask("GET /basic-auth/a/b", 401, headers=wrong) for wrong in ({}, {"Authorization": "Basic YTpj"})),
        Ask("GET /hidden-basic-auth/a/b", 404),
        Ask("GET /bearer", headers={"Authorization": "Bearer t0ken"}),
        Ask("GET /bearer", 401),
    ],
    "authentication_digest": [
        Ask("GET /digest-auth/auth/a/b", 401),
        Ask("GET /digest-auth/auth/a/b", 401, headers={"Authorization": 'Digest username="a", response="x"'}),
    ],
    "failures": [
        *(Ask("GET /fail/1?key=a", status, says=says) for status, says in ((503, "Attempt 1"), (200, "Attempt 2"))),
        Ask("POST /fail/reset", body="key=a"),
        Ask("GET /fail/1?key=a", 503, says="Attempt 1"),
    ],
    "failures_limited": [Ask("GET /limited/1", status) for status in (200, 429)],
    "upload": [
        Ask("GET /upload", says="Files"),
        Ask("GET /uploads"),
        Ask("POST /upload", 303, **NOTE),
        Ask("GET /uploads"),
        Ask("POST /upload", 400, "the_file=notes.txt", says="No file arrived"),
        Ask("POST /upload", 400, **multipart("the_file", "", "")),
    ],
    "upload_file": [
        Ask("GET /uploads"),
        Ask("GET /uploads/{id}"),
        Ask("GET /uploads/{id}", 206, headers={"Range": "bytes=1-2"}),
        Ask("POST /uploads/{id}/delete", 303),
        Ask("GET /uploads/{id}", 404),
        Ask("DELETE /uploads/{other}", apart="message"),
        Ask("GET /uploads"),
        *(Ask(f"{line}", 404) for line in ("GET /uploads/0", "DELETE /uploads/0", "POST /uploads/0/delete")),
    ],
    "errors": [
        Ask("GET /notexist", 404),
        *(Ask(f"GET /error/{code}", code) for code in (400, 401, 402, 403, 404, 418, 429, 451, 500, 503, 599)),
        Ask("GET /error/405", 405, apart="Allow"),  # the 405 of an `abort` names no method
        *(Ask(f"{method} /error/418", 418) for method in ("POST", "PUT", "PATCH", "DELETE")),
        Ask("GET /error/200", 404),
        Ask("GET /crash", 500),
    ],
    "static": [
        Ask("GET /static/style.css"),
        Ask("GET /static/style.css", 206, headers={"Range": "bytes=0-9"}),
        Ask("GET /static/style.css", 304, headers={"If-None-Match": "{etag}"}),
        Ask("GET /static/nothing.css", 404),
    ],
    "origins": [
        Ask("GET /origins"),
        Ask("POST /origins", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}),
        Ask("POST /origins", 403, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
        Ask("GET /origins", headers={"Referer": "http://127.0.0.1/x", "Sec-Fetch-Site": "same-site"}),
        Ask("GET /origins/elsewhere", says="Two origins, one server"),
    ],
    "origins_answer": [
        Ask("OPTIONS /origins/answer?methods=PUT&headers=x-a&allow=http://localhost", 204),
        Ask("PUT /origins/answer?allow=http://localhost", headers={"Origin": "http://localhost"}, apart="message"),
        Ask("GET /origins/answer", apart="message"),
    ],
    "catch": [
        Ask("GET /catch", apart="address"),
        Ask("POST /catch", 303, "status=200&type=text/html&body=%3Ci%3EHi"),
        *(Ask(f"{method} /catch/{{token}}") for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")),
        Ask("POST /catch/{token}/orders/1?paid=yes", body="a=1"),
        Ask("POST /catch/0", 404, apart="Access-Control-Allow-Origin"),
    ],
    "streaming": [
        Ask("GET /streaming/lines?count=3&pause=0", says="{", apart="type"),
        Ask("GET /streaming/drip?bytes=9&duration=0"),
    ],
    "streaming_events": [
        Ask("GET /streaming/events?count=2&pause=0", says="{", apart="type"),
        Ask("GET /streaming/events?count=2", 204, headers={"Last-Event-ID": "2"}),
    ],
    "practice": [
        Ask("GET /practice", says="Practice"),
        Ask("GET /practice/frame/1", says="Frame 1"),
        Ask("GET /practice/frame/3", says="Frame 3"),
        Ask("GET /practice/frame/4", 404),
        Ask("GET /practice/window", says="The new window"),
        Ask("GET /practice/items?after=45"),
        Ask("GET /practice/items?after=50"),
    ],
    "caching": [
        Ask("GET /caching/answer", apart="number made_at"),
        Ask(f"GET /caching/answer?{VERSION}&control=max-age%3D60&vary=X-A", apart="number made_at"),
        Ask(f"GET /caching/answer?{VERSION}", 304, headers={"If-None-Match": 'W/"v1"'}),
        Ask(f"GET /caching/answer?{DATED}", 304, headers={"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}),
        Ask(f"PUT /caching/answer?{VERSION}", headers={"If-Match": '"v1"'}, apart="number made_at"),
        Ask(f"PUT /caching/answer?{VERSION}", 412, headers={"If-Match": '"v2"'}, apart="number made_at ETag"),
    ],
}
"""Example → requests, in their order."""
