# Routes: an application knows all of its rules.
from flask import Blueprint, Flask, current_app

bp = Blueprint("routing", __name__)


@bp.get("/routes")
def routes():
    rules = sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return {"routes": [{"rule": r.rule, "methods": sorted(r.methods), "endpoint": r.endpoint} for r in rules]}


app = Flask(__name__)
app.register_blueprint(bp)
