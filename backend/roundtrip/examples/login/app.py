# Login: if the password is right, the session keeps the name.
import secrets

from flask import Flask, redirect, render_template, request, session
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax")
PASSWORDS = {"robert": generate_password_hash("open-sesame")}


@app.route("/login", methods=["GET", "POST"])
def login():
    username, password = request.form.get("username", ""), request.form.get("password", "")
    if check_password_hash(PASSWORDS.get(username, ""), password):
        session["username"] = username
        session.permanent = "remember" in request.form
        return redirect("/session", 303)
    error = "Wrong username or password." if request.method == "POST" else None
    return render_template("login.html", error=error), 401 if error else 200


@app.get("/session")
def show():
    return render_template("session.html")
