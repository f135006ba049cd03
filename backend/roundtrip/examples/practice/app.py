# Pages to practise on; the items of the list are JSON for a script.
from flask import Flask, abort, render_template, request

app = Flask(__name__)


@app.get("/practice")
def practice():
    return render_template("practice.html")


@app.get("/practice/frame/<int:depth>")
def frame(depth):
    return render_template("frame.html", depth=depth) if 1 <= depth <= 3 else abort(404)


@app.get("/practice/window")
def window():
    return "The new window"


@app.get("/practice/items")
def items():
    after = request.args.get("after", 0, type=int)
    return {"items": [f"Item {number}" for number in range(after + 1, min(after + 10, 50) + 1)]}
