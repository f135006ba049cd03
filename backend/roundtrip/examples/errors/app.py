# Errors: a view raises one on purpose, or by accident.
from flask import Flask, Response, abort
from werkzeug.exceptions import default_exceptions

app = Flask(__name__)


@app.get("/notexist")
def notexist():
    abort(404)


@app.route("/error/<int:code>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def error(code):
    if not 400 <= code <= 599:
        abort(404)
    abort(code if code in default_exceptions else Response(f"Error {code}", code))


@app.get("/crash")
def crash():
    return f"This view divides by zero: {1 / 0}"
