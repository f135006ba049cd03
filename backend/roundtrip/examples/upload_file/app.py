# An uploaded file: a form can send GET and POST, and a script also DELETE.
from pathlib import Path

from flask import Flask, abort, redirect, request, send_file, url_for
from werkzeug.utils import secure_filename

app = Flask(__name__)
FOLDER = Path("uploads").absolute()


@app.get("/uploads")
def uploads():
    return {"files": [{"filename": path.name} for path in FOLDER.glob("*")]}


@app.route("/uploads/<id>", methods=["GET", "DELETE"])
@app.post("/uploads/<id>/delete")
def file(id):
    path = FOLDER / secure_filename(id)
    if not path.is_file():
        abort(404)
    if request.method == "GET":
        return send_file(path, as_attachment=True)
    path.unlink()
    return redirect(url_for("uploads"), 303) if request.method == "POST" else {"message": "deleted"}
