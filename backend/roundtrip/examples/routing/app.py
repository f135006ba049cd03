# Routing: a converter turns a part of the path into a Python value.
from flask import Flask
from markupsafe import escape

app = Flask(__name__)


@app.get("/user/<username>")
def user(username):
    return f"hello, {escape(username)}"


@app.get("/string/<string:value>")
@app.get("/number/<int:value>")
@app.get("/float/<float:value>")
@app.get("/path/<path:value>")
@app.get("/uuid/<uuid:value>")
def converted(value):
    return {"value": value, "type": type(value).__name__}
