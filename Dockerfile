# Roundtrip in a container: `docker compose up`, or `docker build -t roundtrip .` and
# `docker run --rm -p 127.0.0.1:5000:5000 roundtrip`. docs/deploy.md explains it.

FROM python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/roundtrip
COPY requirements.lock .
RUN /opt/roundtrip/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/roundtrip/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
# The server needs no installer, and no build backend.
RUN /opt/roundtrip/bin/pip uninstall --yes hatchling editables trove-classifiers tomlkit pathspec pluggy pip

FROM python:3.13-slim
COPY --from=build /opt/roundtrip /opt/roundtrip
RUN useradd --system --create-home --home-dir /data --uid 10001 roundtrip
ENV PATH="/opt/roundtrip/bin:$PATH" PYTHONUNBUFFERED=1 ROUNDTRIP_HOST=0.0.0.0 ROUNDTRIP_INSTANCE=/data PORT=5000
USER roundtrip
WORKDIR /data
# The first start makes the key here; the image has none.
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", "\
import http.client, os, sys; \
server = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); \
server.request('GET', '/healthz'); \
sys.exit(server.getresponse().status != 200)"]
CMD ["roundtrip", "--access-log"]
