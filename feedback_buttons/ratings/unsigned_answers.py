"""Keeps answers through buttons that name a campaign and nobody, apart from ratings."""

from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit

NOBODY = 0  # the recipient of a subject that is nobody's
PRESSED, ERASED = "unsigned", "unsigned-erase"  # what such a visit did
DEEDS = (PRESSED, ERASED)


def record(database: Database, subject: Subject, visit: Visit, comment: str | None) -> None:
    """Keep what was pressed on a page, or that it is erased; doing so again, or after a later press, changes nothing.

    Args:
        database: where it is kept.
        subject: the campaign, and the language that was spoken.
        visit: what was pressed, one of DEEDS; its mode is what stood where the token belongs.
        comment: what was written; None leaves what there is, "" removes it.

    Raises:
        Away: the database is; it may have been kept.
    """
    columns = {
        "campaign": subject.campaign,
        "page": visit.page,
        "id": visit.id,
        "at": visit.at,
        "kind": visit.mode,
        "client": visit.client,
        "language": subject.language or "",
        "score": visit.score if visit.did == PRESSED else None,
        "comment": "" if visit.did == ERASED else comment,
    }
    database.use(lambda connection: connection.execute(db.query("record_unsigned"), columns))
