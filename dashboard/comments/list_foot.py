"""What stands below the list of comments: the ways to its other pages and to its files."""

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import CommentPage
from feedback_buttons.dashboard.comments import comment_form
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import Child, aria

PLACE = "at"  # in an address: from where to read on


def pager(shown: CommentPage, wanted: Filter) -> Component:
    """The ways to those that are newer and older."""
    ways: list[Child] = []
    for name, place in ((words.NEWER, shown.before), (words.OLDER, shown.behind)):
        aim = comment_form.address(wanted, **{PLACE: str(place)}) if place else ""
        ways.append(dcc.Link(name, href=aim, className="way-on") if place else html.Span())
    return html.Nav(ways, className="pager", **aria(label=words.PAGES))


def downloads(wanted: Filter) -> Component:
    """The ways to what is wanted as files."""
    files = ((words.CSV, "csv"), ("XLSX", "xlsx"), (words.PARQUET, "parquet"))
    links: list[Child] = []
    for name, ending in files:
        query = str(wanted)
        aim = own(f"{comment_form.ADDRESS}.{ending}" + (f"?{query}" if query else ""))
        links += [" ", html.A(name, href=aim, download=f"comments.{ending}")]
    return html.P([words.DOWNLOAD, *links], className="meta downloads")
