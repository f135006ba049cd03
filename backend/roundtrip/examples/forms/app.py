# Forms: fields arrive in the query or in the body, and files only in the body.
from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/form", methods=["GET", "POST"])
def form():
    if request.method == "GET" and not request.args:
        return render_template("form.html")
    body = request.get_data(as_text=True)  # first: request.form uses the body up
    files = request.files.items(multi=True)
    return {
        "method": request.method,
        "args": request.args.to_dict(flat=False),
        "form": request.form.to_dict(flat=False),
        "files": [{"field": name, "filename": file.filename} for name, file in files],
        "body": {"text": body},
    }
