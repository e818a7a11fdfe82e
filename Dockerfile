# UNTESTED: linted, never built by us. docs/deploying.md has the way that was tried.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/parterre
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements.lock
COPY . .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/parterre --create-home parterre
WORKDIR /srv/parterre
COPY --from=build /srv/parterre /srv/parterre
ENV PATH=/srv/parterre/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/parterre \
    NUMBA_CACHE_DIR=/var/lib/parterre/numba
USER 10001
VOLUME /var/lib/parterre
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["uvicorn", "exterior_site.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--http", "exterior_site.http_protocol:BoundedProtocol", "--ws", "none", "--timeout-graceful-shutdown", "20", "--no-access-log", "--log-level", "warning"]
