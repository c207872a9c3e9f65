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
RUN pip install --no-cache-dir --no-deps .

USER tarikh
ENV TARIKH_DATABASE_URL=sqlite:////data/tarikh.sqlite3 \
    PYTHONUNBUFFERED=1
VOLUME /data
ENTRYPOINT ["tarikh"]
CMD ["chat"]
