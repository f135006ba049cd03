# Session: a view reads and writes it like a dictionary.
import secrets

from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax")


@app.get("/session")
def show():
    session["visits"] = session.get("visits", 0) + 1
    username = session.get("username")
    message = f"You're logged in as {username}" if username else "You're not logged in!"
    return {"message": message, "username": username, "visits": session["visits"]}


@app.route("/logout", methods=["GET", "POST"])
def logout():
    session.pop("username", None)
    return redirect(url_for("show"), 303)
