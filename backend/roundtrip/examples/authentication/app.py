# Ask for a user name and a password with Basic, and for a token with Bearer.
from flask import Flask, abort, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

app = Flask(__name__)


@app.get("/basic-auth/<user>/<passwd>", defaults={"error": 401})
@app.get("/hidden-basic-auth/<user>/<passwd>", defaults={"error": 404})
def basic(user, passwd, error):
    given = request.authorization
    if not given or (given.type, given.username, given.password) != ("basic", user, passwd):
        if error == 404:
            abort(404)
        raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "Roundtrip demo"}))
    return {"authenticated": True, "user": user}


@app.get("/bearer")
def bearer():
    if not request.authorization or request.authorization.type != "bearer":
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    return {"authenticated": True, "token": request.authorization.token}
