# Methods: one view for three of them. Flask adds HEAD and OPTIONS, and answers any other method with a 405.
from flask import Flask, request

app = Flask(__name__)


@app.route("/method", methods=["GET", "POST", "PUT"])
def method():
    return f"This is a {request.method} message."
