"""What a page says of a value in its address that it does not know, and so leaves out."""

from collections.abc import Iterable

from feedback_buttons.i18n.team_language import tr


def sentence(name: str, value: str, choices: Iterable[object]) -> str:
    """What is wrong with the value of a name in the address; "" where it is one of the choices, or empty."""
    offered = [str(choice) for choice in choices]
    if value in ("", *offered):
        return ""
    wrong = tr("{name} must be one of {choices}, not {value!r}.")
    return wrong.format(name=name, choices=", ".join(filter(None, offered)), value=value[:40])
