# A chain and a loop: a browser follows about 20 redirects.
from flask import Flask, redirect, request, url_for

app = Flask(__name__)


@app.get("/redirect/chain/<int:hops>")
def chain(hops):
    return redirect(url_for("chain", hops=hops - 1) if hops > 1 else url_for("landing"))


@app.get("/landing")
def landing():
    return {"method": request.method}


@app.get("/redirect/loop")
def loop():
    return redirect(url_for("loop"))
