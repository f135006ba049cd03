# Responses: a view can return a body with headers.
from flask import Flask

app = Flask(__name__)


@app.get("/response")
def response():
    headers = {"header-x": "1", "header-y": "2"}
    return "Look at the headers: header-x is 1, header-y is 2.", headers
