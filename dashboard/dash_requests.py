"""Checks what browsers send to Dash, which would fail on anything that its own script does not send."""

import logging
from collections.abc import Mapping
from typing import Any, cast

from dash import Dash
from dash.exceptions import CallbackException, DashException
from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from feedback_buttons.base import json_texts

log = logging.getLogger(__name__)

UPDATE = "/_dash-update-component"
_FILES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"


class Json(DefaultJSONProvider):
    """Reads what is sent as JSON; what is nested too deeply is none."""

    def loads(self, s: str | bytes, **_: Any) -> Any:  # noqa: ANN401 (as Flask has it)
        """What a text says. Raises ValueError where it is no JSON."""
        return json_texts.read(s)


def install(server: Flask, app: Dash) -> None:
    """Answer 400 to a call of no callback, and 404 to a file that Dash has not."""
    rules = {rule.rule: rule.endpoint for rule in server.url_map.iter_rules()}
    run = server.ensure_sync(server.view_functions[rules[UPDATE]])
    files = server.ensure_sync(server.view_functions[rules[_FILES]])

    def checked() -> ResponseReturnValue:
        if not is_call(request.get_json(), app.callback_map):
            abort(400)
        try:
            return cast(ResponseReturnValue, run())
        except CallbackException as error:  # the outputs that were sent are not the callback's
            log.warning("a call of a callback does not fit it: %s", type(error).__name__)
            abort(400)

    def found(**named: str) -> ResponseReturnValue:
        try:
            return cast(ResponseReturnValue, files(**named))
        except (DashException, OSError, ValueError):
            abort(404)

    server.view_functions[rules[UPDATE]] = checked
    server.view_functions[rules[_FILES]] = found


def is_call(body: object, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a body calls one of the known callbacks with as many arguments as it has, each in its place."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback, changed = callbacks.get(body["output"]), body.get("changedPropIds", [])
    if callback is None or not isinstance(changed, list):
        return False
    return (
        all(isinstance(name, str) for name in changed)
        and _fit(body.get("inputs", []), callback["inputs"])
        and _fit(body.get("state", []), callback.get("state", []))
        and _are_outputs(body.get("outputs"), body["output"])
    )


def _fit(sent: object, wanted: list[dict[str, str]]) -> bool:
    """Whether properties were sent for all that are wanted, in their order."""
    if not isinstance(sent, list) or len(sent) != len(wanted):
        return False
    return all(_fits(part, place) for part, place in zip(sent, wanted, strict=True))


def _fits(sent: object, wanted: Mapping[str, str]) -> bool:
    """Whether a property, or where many match the properties of all of these, stands where it is wanted."""
    if wanted["id"].startswith("{") and isinstance(sent, list):
        return all(_is_property(part, wanted["property"]) for part in sent)
    return _is_property(sent, wanted["property"], wanted["id"])


def _is_property(sent: object, name: str, id: str = "{") -> bool:
    if not isinstance(sent, dict) or sent.get("property") != name:
        return False
    own = sent.get("id")
    if not id.startswith("{"):
        return own == id
    return isinstance(own, dict) and all(isinstance(key, str) for key in own)


def _are_outputs(sent: object, name: str) -> bool:
    """Whether a callback's outputs stand there as its name has them: one, or a list of them between dots."""
    several = name.startswith("..")
    if several != isinstance(sent, list):
        return False
    outputs = sent if isinstance(sent, list) else [sent]
    wanted = name.strip(".").split("...") if several else [name]
    flat = [
        part for output in outputs for part in (output if isinstance(output, list) else [output])
    ]
    return len(outputs) == len(wanted) and all(
        isinstance(part, dict)
        and isinstance(part.get("id"), str | dict)
        and isinstance(part.get("property"), str)
        for part in flat
    )
