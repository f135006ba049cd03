# Checked by the server: after a POST, the browser gets another page by GET.
import re

from flask import Flask, redirect, render_template, request, url_for

app = Flask(__name__)
RULES = {
    "name": (r".{2,60}", "Write your name."),
    "email": (r"[^@\s]+@[^@\s]+", "Write your mail address."),
    "age": (r"[0-9]+", "Write your age."),
}


@app.get("/form/checked")
def checked():
    values = {name: request.args.get(name, "").strip() for name in RULES}
    errors = [text for name, (rule, text) in RULES.items() if not re.fullmatch(rule, values[name])]
    return render_template("checked.html", values=values, errors=errors)


@app.post("/form/checked")
def check():
    values = {name: request.form[name] for name in RULES if name in request.form}
    return redirect(url_for("checked", **values), 303)
