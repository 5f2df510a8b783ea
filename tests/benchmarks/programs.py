"""What ours is held against: a bare answer of Flask, and the program that anybody would write first."""

import os

from flask import Flask
from itsdangerous import URLSafeSerializer
from psycopg_pool import ConnectionPool

# As anybody would start them, with as many workers and threads as ours.
GUNICORN = (
    "--worker-class=gthread",
    "--workers=2",
    "--threads=16",
    "--no-control-socket",
    "--log-level=warning",
)
KEY = "a signing key only for the benchmarks"
TABLE = """
create table if not exists vote (
    recipient bigint primary key, score smallint not null, at timestamptz not null
)
"""
UPSERT = """
insert into vote values (%s, %s, now())
on conflict (recipient) do update set score = excluded.score, at = excluded.at
"""


def bare() -> Flask:
    """Flask, and nothing else."""
    app = Flask(__name__)

    @app.get("/r/<path:address>")
    def answer(address: str) -> str:  # noqa: ARG001 - the route has it
        return "Thank you"

    return app


def obvious() -> Flask:
    """A signed token, one upsert for each GET, a pool."""
    app = Flask(__name__)
    pool = ConnectionPool(os.environ["DATABASE_URL"], max_size=8, open=True)
    signer = URLSafeSerializer(KEY)

    @app.get("/vote/<token>/<int:score>")
    def vote(token: str, score: int) -> str:
        with pool.connection() as connection:
            connection.execute(UPSERT, [signer.loads(token), score])
        return "Thank you"

    return app
