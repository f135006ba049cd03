# Hello: a view returns one string.
from flask import Flask

app = Flask(__name__)


@app.get("/hello")
def hello():
    return "Hello World!"
