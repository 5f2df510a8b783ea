"""Calls the dashboard's server as Dash does in the browser."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def ask(client: FlaskClient, callback: str, **changes: Any) -> TestResponse:  # noqa: ANN401
    """Call the server as the browser does for the first callback with this output."""
    found = client.get("/_dash-dependencies").get_json()
    spec = next(each for each in found if callback in each["output"])
    outputs = [
        dict(zip(("id", "property"), each.rsplit(".", 1), strict=True))
        for each in spec["output"].strip(".").split("...")
    ]
    body = {"output": spec["output"], "outputs": outputs, "changedPropIds": []} | changes
    if len(outputs) == 1 and not spec["output"].startswith(".."):
        body["outputs"] = outputs[0]
    return client.post("/_dash-update-component", json=body)
