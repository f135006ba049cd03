# Upload: files arrive in a multipart body. A safe name replaces the sent one.
from pathlib import Path

from flask import Flask, abort, redirect, render_template, request, url_for
from werkzeug.utils import secure_filename

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 2**20
FOLDER = Path("uploads")


@app.route("/upload", methods=["GET", "POST"])
def upload():
    files = [file for file in request.files.getlist("the_file") if secure_filename(file.filename)]
    if request.method == "POST" and not files:
        abort(400, "No file arrived.")
    FOLDER.mkdir(exist_ok=True)
    for file in files:
        file.save(FOLDER / secure_filename(file.filename))
    return redirect(url_for("uploads"), 303) if files else render_template("upload.html")


@app.get("/uploads")
def uploads():
    return {"files": [{"filename": path.name} for path in FOLDER.glob("*")]}
