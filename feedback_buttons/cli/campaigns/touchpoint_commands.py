"""feedback-buttons touchpoint: the order in which customers pass the touchpoints."""

import click

from feedback_buttons.campaigns import touchpoints
from feedback_buttons.campaigns.touchpoints import Touchpoint
from feedback_buttons.cli import common


@click.group()
def touchpoint() -> None:
    """Set the order in which customers pass the touchpoints. A campaign's own: campaign edit --touchpoint."""


@touchpoint.command("list")
@common.json_option
@common.data_dir_option
def list_(as_json: bool) -> None:
    """List the touchpoints in their order.

    \b
    Example:
      feedback-buttons touchpoint list
    """
    with common.connection() as connection:
        _show(touchpoints.list_(connection), as_json=as_json)


@touchpoint.command()
@click.argument("names", nargs=-1)
@common.json_option
@common.data_dir_option
def order(names: tuple[str, ...], as_json: bool) -> None:
    """Put touchpoints in the order of NAMES, the others behind them; without names in the starting
    order again: order, payment, dispatch, delivery, use, service.

    \b
    Example:
      feedback-buttons touchpoint order "Order" "Delay apology" "Delivery"
    """
    with common.connection() as connection:
        _show(touchpoints.place(connection, names), as_json=as_json)


def _show(listed: list[Touchpoint], *, as_json: bool) -> None:
    if as_json:
        common.echo_json([shown._asdict() for shown in listed])
        return
    for place, shown in enumerate(listed, 1):
        campaigns = "1 campaign" if shown.campaigns == 1 else f"{shown.campaigns:,} campaigns"
        click.echo(f"{place}. {shown.touchpoint}: {campaigns}")
