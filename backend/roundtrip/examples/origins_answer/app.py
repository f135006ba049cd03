# Origins: a preflight, and headers that let a page of another origin read the answer (CORS).
from flask import Flask, request

app = Flask(__name__)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NAMES = {
    "allow": "Access-Control-Allow-Origin",
    "methods": "Access-Control-Allow-Methods",
    "headers": "Access-Control-Allow-Headers",
}


@app.route("/origins/answer", methods=METHODS, provide_automatic_options=False)
def answer():
    if request.method == "OPTIONS":
        response = app.response_class(status=204)
    else:
        response = app.make_response({"message": f"A {request.method} arrived."})
    for name in NAMES.keys() & request.args.keys():
        response.headers[NAMES[name]] = request.args[name]
    return response
