# Methods: one view for three of them. Flask adds HEAD, OPTIONS and the 405.
from flask import Flask, request

app = Flask(__name__)


@app.route("/method", methods=["GET", "POST", "PUT"])
def method():
    return f"This is a {request.method} message."
