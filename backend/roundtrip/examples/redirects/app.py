# Redirects: to another view, and to the path with a slash at its end.
from flask import Flask, redirect, url_for

app = Flask(__name__)


@app.get("/re")
def re():
    return redirect(url_for("index"))


@app.get("/index")
def index():
    return "This is the index page!"


@app.get("/slash/")
def slash():
    return "this is a slash page!"


@app.get("/unslash")
def unslash():
    return "this is a not slash page!"
