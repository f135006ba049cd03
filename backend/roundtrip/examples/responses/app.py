# Responses: a view can return a body with headers, and with a status between them.
from flask import Flask

app = Flask(__name__)


@app.get("/response")
def response():
    return "Look at the headers: header-x is 1, header-y is 2.", {"header-x": "1", "header-y": "2"}
