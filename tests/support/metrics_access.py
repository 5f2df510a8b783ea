"""What a Prometheus brings to read /metrics."""

TOKEN = "a metrics token only for the tests: 1"  # noqa: S105
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
