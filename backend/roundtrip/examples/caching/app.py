# An answer with the validators and rules of the query; Werkzeug compares the conditions of a GET.
import secrets
from datetime import UTC, datetime

from flask import Flask, jsonify, request

app = Flask(__name__)
HEADERS = {"control": "Cache-Control", "etag": "ETag", "modified": "Last-Modified", "vary": "Vary"}


@app.route("/caching/answer", methods=["GET", "PUT"])
def answer():
    response = jsonify(number=secrets.token_hex(3), made_at=datetime.now(UTC).isoformat())
    for field, name in HEADERS.items():
        if value := request.args.get(field):
            response.headers[name] = value
    if request.method == "PUT":
        wanted = request.if_match
        etag, weak = response.get_etag()
        if wanted and (weak or not wanted.contains(etag)):
            response.status_code = 412
        return response
    return response.make_conditional(request)
