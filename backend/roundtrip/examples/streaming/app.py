# Generators: Flask sends each piece as soon as the generator has it.
import json
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/streaming/lines")
def lines():
    number = request.args.get
    count, pause = number("count", 5, type=int), number("pause", 0.3, type=float)

    def pieces():
        for line in range(1, count + 1):
            yield json.dumps({"line": line, "of": count}) + "\n"
            time.sleep(pause)

    return pieces(), {"Content-Type": "application/jsonl"}


@app.get("/streaming/drip")
def drip():
    return "*" * request.args.get("bytes", 20, type=int), {"Content-Type": "text/plain"}
