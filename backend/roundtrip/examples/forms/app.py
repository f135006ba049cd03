# Forms: the fields arrive in the query (GET) or in the body (POST), and files only in a multipart body.
from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/form", methods=["GET", "POST"])
def form():
    if request.method == "GET" and not request.args:
        return render_template("form.html")
    body = request.get_data(as_text=True)  # before the fields: parsing the form would use the body up
    files = [(field, file.filename, file.content_type) for field, file in request.files.items(multi=True)]
    return {
        "method": request.method,
        "args": request.args.to_dict(flat=False),
        "form": request.form.to_dict(flat=False),
        "files": [dict(zip(("field", "filename", "content_type"), file, strict=True)) for file in files],
        "body": {"text": body},
    }
