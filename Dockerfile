# The hotline in a container; docs/operators.md says how it is made and run.
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements/ requirements/
# What builds clips has an environment of its own, which is left behind.
RUN python -m venv /building \
    && /building/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt \
    && python -m venv /opt/hotline \
    && /opt/hotline/bin/pip install --no-cache-dir --require-hashes -r requirements/production.txt
COPY . .
RUN /building/bin/python -m hatchling build -t wheel -d /wheel \
    && /building/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl \
    && /opt/hotline/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl
# The folder with what is your own; this one by default.
ARG PROJECT=.
RUN mkdir -p /srv/hotline/.run /var/lib/hotline \
    && cp -R "$PROJECT/config" "$PROJECT/prompts" /srv/hotline/ \
    && if [ -d "$PROJECT/audio" ]; then cp -R "$PROJECT/audio" /srv/hotline/; fi \
    && /building/bin/ivr --project /srv/hotline audio build

FROM python:3.13-slim
COPY --from=build /opt/hotline /opt/hotline
COPY --from=build /srv/hotline /srv/hotline
# A volume takes its owner from here: the journal, or what waits for its database.
COPY --from=build --chown=10001:10001 /var/lib/hotline /var/lib/hotline
ENV PATH=/opt/hotline/bin:$PATH HOTLINE_ROOT=/srv/hotline JOURNAL_DIR=/var/lib/hotline
WORKDIR /srv/hotline
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "ivr.web.server"]
