# Tarikh with its embedded database on a volume. Built and started by docker-compose.yml.
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 tarikh && install -d -o tarikh /data
WORKDIR /srv/tarikh
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY bot bot
COPY content content
COPY quizzes quizzes
# What builds the package is taken in one known version, and leaves again.
RUN pip install --no-cache-dir uv_build==0.13.6 \
    && pip install --no-cache-dir --no-deps --no-build-isolation . \
    && pip uninstall --yes uv_build

USER tarikh
ENV TARIKH_DATABASE_URL=sqlite:////data/tarikh.sqlite3 \
    TARIKH_HEALTH_PORT=8741 \
    PYTHONUNBUFFERED=1
VOLUME /data
# Well when every connection to Discord and Slack lives and the database answers; the first look-up of servers takes a while.
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 CMD ["tarikh", "health"]
ENTRYPOINT ["tarikh"]
CMD ["run"]
