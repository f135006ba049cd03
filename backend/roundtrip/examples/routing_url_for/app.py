# url_for: the URL of an endpoint. In a blueprint, its name has two parts.
from flask import Blueprint, Flask, abort, request, url_for
from werkzeug.routing import BuildError

bp = Blueprint("routing", __name__)


@bp.get("/user/<username>")
def user(username):
    return {"username": username}


@bp.get("/url-for")
def url_for_endpoint():
    endpoint, values = request.args.get("endpoint", ""), request.args.to_dict()
    try:
        return {"endpoint": values.pop("endpoint", ""), "url": url_for(endpoint, **values)}
    except BuildError as error:
        abort(400, str(error))


app = Flask(__name__)
app.register_blueprint(bp)
