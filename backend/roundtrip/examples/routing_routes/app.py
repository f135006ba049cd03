# Routes: an application knows all of its rules.
from flask import Blueprint, Flask, current_app

bp = Blueprint("routing", __name__)


@bp.get("/routes")
def routes():
    routes = []
    for rule in current_app.url_map.iter_rules():
        methods = sorted(rule.methods)
        routes.append({"rule": rule.rule, "methods": methods, "endpoint": rule.endpoint})
    return {"routes": routes}


app = Flask(__name__)
app.register_blueprint(bp)
