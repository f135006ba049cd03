# Let some requests through in each window of ten seconds, and answer the others with 429.
import time

from flask import Flask
from werkzeug.exceptions import TooManyRequests

app = Flask(__name__)
window = {"ends": 0, "count": 0}


@app.get("/limited/<int:limit>")
def limited(limit):
    now = time.monotonic()
    if now >= window["ends"]:
        window.update(ends=now + 10, count=0)
    window["count"] += 1
    if window["count"] > limit:
        raise TooManyRequests(retry_after=int(window["ends"] - now) + 1)
    return {"message": f"Request {window['count']} of {limit} in this window."}
