# Catch: an address that gives any client the answer that you have composed.
from secrets import token_urlsafe

from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
TOKEN, ANSWER, OPEN = token_urlsafe(), {}, {"Access-Control-Allow-Origin": "*"}


@app.get("/catch")
def catch():
    return {"address": url_for("caught", token=TOKEN, _external=True) if ANSWER else None}


@app.post("/catch")
def compose():
    ANSWER.update(request.form)
    return redirect(url_for("catch"), 303)


@app.route("/catch/<token>", methods=METHODS)
@app.route("/catch/<token>/<path:path>", methods=METHODS)
def caught(token, path=""):
    return (ANSWER["body"], 200, OPEN) if ANSWER and token == TOKEN else abort(404)
