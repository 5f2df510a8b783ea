"""After the click: the links on the recipient's page, and that page as it looks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dashboard import after_text as words
from dashboard import auth, studio_text
from dashboard.campaign_form import wanted
from dashboard.choices import OURS
from feedback_buttons import audit, campaigns, db, responses
from feedback_buttons.campaigns import Campaign, CampaignError
from feedback_buttons.i18n import LANGUAGES

SCORES = range(1, 11)
# The reader's scheme is the system's; a preview shows both, whatever the system of the team's is.
_DARK = "(prefers-color-scheme:dark)"
_SCHEMES = {"light": "not all", "dark": "all"}


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaign/<slug>/after; the preview's language and score stand in the query."""
    pages = Blueprint("after", __name__)

    @pages.get("/campaign/<slug>/after")
    @auth.needs("campaigns")
    def after(slug: str) -> ResponseReturnValue:
        with pool.connection() as connection:
            found = wanted(connection, slug)
        return _page(found, asdict(found))

    @pages.post("/campaign/<slug>/after")
    @auth.needs("campaigns")
    def change(slug: str) -> ResponseReturnValue:
        with pool.connection() as connection:
            found = wanted(connection, slug)
            try:
                with connection.transaction():
                    changed = _changed(connection, found, request.form)
            except CampaignError as error:
                said = studio_text.sentence(str(error))
                return _page(found, request.form, wrong=said), 400
        return _page(changed, asdict(changed), done=words.SAVED)

    return pages


def _page(campaign: Campaign, typed: Mapping[str, Any], **more: str) -> str:
    language = request.args.get("language", "")
    if language not in LANGUAGES:
        language = campaign.language or "en"
    score = request.args.get("score", 8, int)
    score = score if score in SCORES else 8
    return render_template(
        "after.html",
        words=words,
        studio=studio_text,
        campaign=campaign,
        typed=typed,
        languages=OURS,
        language=language,
        scores=SCORES,
        score=score,
        previews=_previews(campaign, score, language),
        **more,
    )


def _previews(campaign: Campaign, score: int, language: str) -> dict[str, str]:
    """The recipient's page, by scheme."""
    shown = responses.preview(campaign, score, language)
    return {scheme: shown.replace(_DARK, media) for scheme, media in _SCHEMES.items()}


def _changed(connection: db.Connection, before: Campaign, form: Mapping[str, str]) -> Campaign:
    typed = {name: " ".join(form.get(name, "").split()) or None for name in words.FIELDS}
    changed = campaigns.edit(connection, before.slug, typed)
    if differs := audit.changes(before, changed):
        who = auth.current().name
        audit.record(connection, who, "campaign changed", before.slug, changes=differs)
    return changed
