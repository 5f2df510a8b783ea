"""feedback-buttons snippet: the buttons for a mail."""

from typing import Any

import click

from feedback_buttons.base.colours import parse
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.cli import common
from feedback_buttons.mail import mail_tools, snippet_options
from feedback_buttons.mail import snippet as parts
from feedback_buttons.signing.tool_signatures import TOOLS


def _list_tools(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the mail tools, so that no campaign need be named."""
    if not wanted or ctx.resilient_parsing:
        return
    for tool in mail_tools.MAIL_TOOLS.values():
        doubt = "" if tool.tag_source else "  (unconfirmed)"
        menu = f"  (made under {tool.menu})" if tool.menu else ""
        click.echo(f"{tool.name:16} {tool.title}\n{'':16}   field     {tool.tag}{doubt}{menu}")
        doubt = "" if tool.tracking_source else "  (unconfirmed)"
        paste = f"{tool.paste}: {tool.paste_menu}" if tool.paste_menu else tool.paste
        click.echo(f"{'':16}   paste in  {paste}\n{'':16}   tracking  {tool.tracking}{doubt}")
        if tool.name in TOOLS:
            click.echo(
                f"{'':16}   signing   can do it itself: feedback-buttons signer add CAMPAIGN {tool.name}"
            )
    ctx.exit()


@click.command()
@click.argument("campaign", type=common.Slug())
@click.option("--text", "as_text", is_flag=True, help="The plain-text part instead of the HTML.")
@click.option("--tool", help="Your mail tool, for its merge tag and untracked links; see --tools.")
@click.option(
    "--tools", is_flag=True, is_eager=True, expose_value=False, callback=_list_tools,
    help="List the mail tools, with their merge tags, and exit.",
)  # fmt: skip
@click.option(
    "--tag", help='The merge tag.  [default: the mail tool\'s, else "{{feedback_token}}"]'
)
@click.option(
    "--scale",
    type=click.Choice(list(SCALES)),
    help="; ".join(f"{scale.name}: {scale.about}" for scale in SCALES.values())
    + ". It is remembered as what the campaign asks.  [default: what it asks, else numbers]",
)
@click.option(
    "--theme",
    type=click.Choice(list(snippet_options.THEMES)),
    default="neutral",
    show_default=True,
    help="One colour, or red to green, which may lead the answer.",
)
@click.option("--colour", "--color", help="Your own colour, such as #0a7d4f.")
@click.option(
    "--size",
    type=click.IntRange(snippet_options.SIZES[0], snippet_options.SIZES[-1]),
    default=snippet_options.SIZES[0],
    show_default=True,
    help="Of a button, in pixels.",
)
@click.option("--language", "--lang", help="en, nl, de, fr, or another with words of your own.")
@click.option("--question", help="What stands above the buttons.  [default: the campaign's]")
@click.option("--low", help="What the first button means.")
@click.option("--high", help="What the last button means.")
@click.option("--only", type=int, metavar="SCORE", help="This score's button alone.")
@common.data_dir_option
def snippet(campaign: str, as_text: bool, tool: str | None, tag: str | None, **look: Any) -> None:  # noqa: ANN401
    """Print the buttons for a mail, to be pasted into it as code.

    \b
    Example:
      feedback-buttons snippet delay-apology --tool mailchimp --scale faces
    """
    from feedback_buttons.campaigns import campaigns

    chosen = mail_tools.get(tool) if tool else None
    with common.connection() as connection:
        settings = campaigns.get(connection, campaign)
        asked_scale, look["scale"] = (
            look["scale"],
            snippet_options.fitting(settings.scale, look["scale"] or settings.asks),
        )
        if asked_scale:
            campaigns.note_asked(connection, settings, asked_scale)
    look["language"] = look["language"] or settings.language or "en"
    look["question"] = look["question"] or settings.question
    options = snippet_options.SnippetOptions(**look, attribute=chosen.attribute if chosen else "")
    part = parts.text if as_text else parts.html
    token = tag if tag is not None else chosen.tag if chosen else parts.TAG
    click.echo(part(campaign, common.settings().url, token, options), nl=False)
    _say_correction(options, as_text)


def _say_correction(options: snippet_options.SnippetOptions, as_text: bool) -> None:
    used = snippet_options.background(1, options)
    if options.colour and not as_text and used != parse(options.colour):
        click.echo(
            f"{options.colour} is too bright for white text: {used} is used instead.", err=True
        )
