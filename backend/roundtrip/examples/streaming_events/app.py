# Server-sent events: the browser connects again by itself, and names the last event that it has.
import json
import time

from flask import Flask, request, stream_with_context

app = Flask(__name__)


@app.get("/streaming/events")
def events():
    count = request.args.get("count", 5, type=int)
    last = request.headers.get("Last-Event-ID", 0, type=int)
    if last >= count:
        return "", 204

    def pieces():
        yield "retry: 1000\n"
        for event in range(last + 1, count + 1):
            yield f"id: {event}\ndata: {json.dumps({'event': event, 'of': count})}\n\n"
            time.sleep(request.args.get("pause", 0.3, type=float))

    return stream_with_context(pieces()), {"Content-Type": "text/event-stream"}
