# Ask for the proof that the client knows a password; the password is not sent (RFC 7616).
import hashlib
import secrets

from flask import Flask, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

app = Flask(__name__)
NONCE = secrets.token_hex(8)


def md5(*texts):
    return hashlib.md5(":".join(texts).encode()).hexdigest()


@app.get("/digest-auth/<qop>/<user>/<passwd>")
def digest(qop, user, passwd):
    it = request.authorization
    if it and it.type == "digest" and it.nonce == NONCE and it.uri == request.full_path.rstrip("?"):
        secret, action = md5(user, it.realm, passwd), md5("GET", it.uri)
        if it.response == md5(secret, NONCE, it.nc, it.cnonce, qop, action):
            return {"authenticated": True, "user": user}
    challenge = {"realm": "Roundtrip demo", "nonce": NONCE, "qop": qop, "algorithm": "MD5"}
    raise Unauthorized(www_authenticate=WWWAuthenticate("digest", challenge))
