# A cookie: the first view sets it, and the second one reads it later.
from flask import Flask, make_response, request
from markupsafe import escape

app = Flask(__name__)


@app.get("/set-name")
def set_name():
    response = make_response("set name successful!")
    response.set_cookie("name", request.args.get("name", "Robert"))
    return response


@app.get("/get-name")
def get_name():
    name = request.cookies.get("name")
    if name is None:
        return "No name is set. Set one at /set-name."
    return f"Your name is {escape(name)}"
