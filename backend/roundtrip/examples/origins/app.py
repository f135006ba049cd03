# Origins: the browser reports which page sent a request, and the server refuses a POST from another site.
from flask import Flask, abort, render_template, request

app = Flask(__name__)


@app.before_request
def refuse_other_sites():
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method == "POST" and site not in ("same-origin", "none"):
        abort(403, "Another site sent this request.")


@app.route("/origins", methods=["GET", "POST"])
def origins():
    sec_fetch = {name: request.headers.get(f"Sec-Fetch-{name}") for name in ("site", "mode", "dest", "user")}
    return {"origin": request.headers.get("Origin"), "referer": request.headers.get("Referer"), "sec_fetch": sec_fetch}


@app.get("/origins/elsewhere")
def elsewhere():
    other = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}
    name, _, port = request.host.partition(":")
    return render_template("elsewhere.html", to=f"http://{other.get(name, name)}:{port}/origins")
