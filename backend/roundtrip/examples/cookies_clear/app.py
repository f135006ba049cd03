# Delete all cookies of this host: ask the browser to do it, and expire each.
from flask import Flask, redirect, render_template, request, url_for

app = Flask(__name__)


@app.get("/cookies/clear")
def clear():
    return render_template("clear.html")


@app.post("/cookies/clear")
def clear_all():
    response = redirect(url_for("clear"), 303)
    response.headers["Clear-Site-Data"] = '"cookies"'
    for name in request.cookies:
        response.delete_cookie(name)
    return response
