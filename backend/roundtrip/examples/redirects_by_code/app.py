# Five codes: after 307 and 308, the browser repeats the method and the body.
from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@app.route("/redirect/<int:code>", methods=METHODS)
def redirect_by(code):
    if code not in (301, 302, 303, 307, 308):
        abort(400, f"The status {code} is not a redirect.")
    return redirect(url_for("landing"), code)


@app.route("/landing", methods=METHODS)
def landing():
    return {"method": request.method, "form": request.form.to_dict(flat=False)}
