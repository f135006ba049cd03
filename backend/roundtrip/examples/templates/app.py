# Templates: Jinja puts values into a file, and escapes them.
from flask import Flask, render_template

app = Flask(__name__)


@app.get("/template")
@app.get("/template/<path:username>")
def template(username=None):
    return render_template("user.html", username=username)
