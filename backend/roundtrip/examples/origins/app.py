# Origins: the browser reports the site that sent a request.
from flask import Flask, abort, render_template, request

app = Flask(__name__)


@app.before_request
def refuse_other_sites():
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method == "POST" and site not in ("same-origin", "none"):
        abort(403, "Another site sent this request.")


@app.route("/origins", methods=["GET", "POST"])
def origins():
    fetch = {name: request.headers.get(f"Sec-Fetch-{name}") for name in ("site", "mode", "dest")}
    return {"origin": request.origin, "referer": request.referrer, "sec_fetch": fetch}


@app.get("/origins/elsewhere")
def elsewhere():
    name, _, port = request.host.partition(":")
    other = "127.0.0.1" if name == "localhost" else "localhost"
    return render_template("elsewhere.html", to=f"http://{other}:{port}/origins")
