# Fail the first attempts with a key, then succeed; a POST begins again. One process counts them.
from collections import Counter

from flask import Flask, abort, request

app = Flask(__name__)
ATTEMPTS = Counter()


@app.get("/fail/<int:times>")
def fail(times):
    key = request.args.get("key", "default")
    ATTEMPTS[key] += 1
    if ATTEMPTS[key] <= times:
        abort(503, f"Attempt {ATTEMPTS[key]} fails.")
    return {"message": f"Attempt {ATTEMPTS[key]} succeeds."}


@app.post("/fail/reset")
def reset():
    ATTEMPTS.pop(request.values.get("key", "default"), None)
    return {"message": "The server has forgotten the attempts."}
