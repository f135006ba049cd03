# Cookies: the server sends attributes with a cookie, and the browser decides by them when to send it back.
from flask import Flask, redirect, request, url_for

app = Flask(__name__)


@app.route("/cookies", methods=["GET", "POST"])
def cookies():
    if request.method == "GET":
        return {"cookies": request.cookies}
    name, value, max_age = request.form["name"], request.form.get("value", ""), request.form.get("max_age", type=int)
    texts = {key: request.form[key] for key in ("path", "domain", "samesite") if request.form.get(key)}
    flags = {key: key in request.form for key in ("secure", "httponly", "partitioned")}
    response = redirect(url_for("cookies"), 303)
    response.set_cookie(name, value, max_age, **texts, **flags)
    return response


@app.post("/cookies/delete")
def delete_cookie():
    response = redirect(url_for("cookies"), 303)
    response.delete_cookie(request.form["name"], request.form.get("path") or "/")
    return response
