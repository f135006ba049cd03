# Tamper: Flask ignores a session cookie whose signature does not match.
import secrets

from flask import Flask, redirect, request, session, url_for

app = Flask(__name__)
app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax")


@app.get("/session")
def show():
    session["visits"] = session.get("visits", 0) + 1
    return {"visits": session["visits"]}


@app.post("/session/tamper")
def tamper():
    response = redirect(url_for("show"), 303)
    if raw := request.cookies.get("session"):
        tampered = ("f" if raw[0] != "f" else "e") + raw[1:]
        response.set_cookie("session", tampered, httponly=True, samesite="Lax")
    return response
