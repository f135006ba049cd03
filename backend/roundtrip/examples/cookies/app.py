# Cookies: the server sends them with attributes, and the browser obeys these.
from flask import Flask, redirect, request, url_for

app = Flask(__name__)


@app.route("/cookies", methods=["GET", "POST"])
def cookies():
    if request.method == "GET":
        return {"cookies": request.cookies}
    form = request.form
    texts = {key: form[key] for key in ("path", "domain", "samesite") if form.get(key)}
    flags = {key: key in form for key in ("secure", "httponly", "partitioned")}
    response = redirect(url_for("cookies"), 303)
    max_age = form.get("max_age", type=int)
    response.set_cookie(form["name"], form.get("value", ""), max_age, **texts, **flags)
    return response


@app.post("/cookies/delete")
def delete_cookie():
    response = redirect(url_for("cookies"), 303)
    response.delete_cookie(request.form["name"], request.form.get("path") or "/")
    return response
