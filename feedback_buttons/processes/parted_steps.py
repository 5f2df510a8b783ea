"""Which steps of housekeeping are a server's that has a part of the rows, and which are the front's of all of them.

Who sends messages reads the answers of all servers, so that is done once, on the front. What is done to rows where they
are, such as making days, folding sums and throwing away, is done by a worker of each server.
"""

from collections.abc import Callable, Mapping

from feedback_buttons.storage.distribution import PartState

Steps = Mapping[str, Callable[[], object]]
# What is about answers of all servers, and writes or sends from the front.
OF_ALL = frozenset(
    ("segments", "topics", "cases", "alerts", "tickets", "rated", "digests", "deleted campaigns")
)
# What is done to the rows of a server, there.
OF_ROWS = frozenset((
    "partitions", "sums", "statistics", "shared tokens", "evidence", "unanswered", "past changes", "references",
    "shared", "case events", "contacts",
))  # fmt: skip


def of(state: PartState, steps: Steps) -> dict[str, Callable[[], object]]:
    """The steps that this database's worker does: all of them where the rows are not parted, or Citus parts them."""
    left: frozenset[str] = frozenset()
    if state.elsewhere:
        left = OF_ROWS
    elif state.part:
        left = OF_ALL
    return {name: step for name, step in steps.items() if name not in left}
