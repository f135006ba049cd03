# The session cookie, taken apart: any serializer can read it without the key.
import secrets

from flask import Flask, request, session
from itsdangerous import URLSafeTimedSerializer

app = Flask(__name__)
app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax")


@app.get("/session")
def show():
    session["visits"] = session.get("visits", 0) + 1
    return {"visits": session["visits"]}


@app.get("/session/cookie")
def cookie():
    raw = request.cookies.get("session")
    _, payload = URLSafeTimedSerializer("a wrong key").loads_unsafe(raw or "")
    return {"raw": raw, "payload": payload, "valid": bool(session)}
