"""After the click: the links and the sender's own words on the recipient's page, and how it looks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns import campaigns, logos, scales
from feedback_buttons.campaigns.campaigns import OWN, Campaign, CampaignError
from feedback_buttons.campaigns.logos import LogoError
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.words import not_offered
from feedback_buttons.dashboard.kit.words import question_text as asking
from feedback_buttons.dashboard.studio import after_click_text as words
from feedback_buttons.dashboard.studio import question_form, studio_text
from feedback_buttons.dashboard.studio.campaign_form import mine, wanted
from feedback_buttons.i18n.recipient_language import LANGUAGES, translations
from feedback_buttons.i18n.team_language import names
from feedback_buttons.recipient_page import page_responses
from feedback_buttons.storage import db

# The reader's scheme is the system's; a preview shows both, whatever the system of the team's is.
_DARK = "(prefers-color-scheme:dark)"
_BOTH = 'content="light dark"'
_SCHEMES = {"light": "not all", "dark": "all"}
_HEAVIEST = (
    14_000  # bytes of a recipient's page, compressed: what a phone gets in its first round trip
)
_OURS = {
    "question": "How would you rate us?",
    "thanks": "Thank you, your %(score)s is saved.",
    "help_label": "Do you need help?",
    "share_label": "Share your experience",
}


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaign/<slug>/after; the preview's language and score stand in the query."""
    pages = Blueprint("after", __name__)

    @pages.get("/campaign/<slug>/after")
    @auth.needs("campaigns")
    def after(slug: str) -> ResponseReturnValue:
        with pool.connection() as connection:
            campaign = wanted(connection, slug)
        return _page(campaign, _kept(campaign))

    @pages.post("/campaign/<slug>/after")
    @auth.needs("campaigns")
    def change(slug: str) -> ResponseReturnValue:
        with pool.connection() as connection:
            campaign = wanted(connection, slug)
            try:
                with connection.transaction():
                    if request.form.get("do") == "logo":
                        file = request.files.get("logo")
                        changed = _logo(connection, campaign, file.read() if file else b"")
                    elif request.form.get("do") == "no logo":
                        changed = _set(connection, campaign, {"logo": None})
                    elif request.form.get("do") == "questions":
                        wanted_ = question_form.read(campaign, request.form, _spoken(campaign))
                        changed = _set(
                            connection,
                            campaign,
                            mine(campaign, {"questions": wanted_}),
                        )
                    else:
                        changed = _changed(connection, campaign, request.form)
            except (CampaignError, LogoError) as error:
                advice = error.advice
                typed = _kept(campaign) if "do" in request.form else request.form
                slots = question_form.typed(request.form, _spoken(campaign))
                return _page(campaign, typed, slots, wrong=advice), 400
        return _page(changed, _kept(changed), done=words.SAVED)

    return pages


def _page(
    campaign: Campaign,
    typed: Mapping[str, Any],
    slots: list[question_form.Slot] | None = None,
    **more: str,
) -> str:
    spoken = _spoken(campaign)
    language = request.args.get("language", "")
    more = {"wrong": not_offered.sentence("language", language, spoken), **more}
    if language not in spoken:
        language = spoken[0]
    score = request.args.get("score", 8, int)
    score = score if score in campaign.scores else 8
    return render_template(
        "after.html",
        words=words,
        studio=studio_text,
        asking=asking,
        examples=question_form.examples(LANGUAGES),
        slots=slots or question_form.slots(campaign),
        campaign=campaign,
        shown_columns=asdict(campaign),
        typed=typed,
        languages=names(spoken),
        ours=_ours(campaign, spoken),
        language=language,
        scores=campaign.told_scores,
        score=score,
        previews=previews(campaign, score, language),
        **more,
    )


def _spoken(campaign: Campaign) -> tuple[str, ...]:
    """The languages that a recipient can see."""
    return (campaign.language,) if campaign.language else LANGUAGES


def _name(field: str, language: str) -> str:
    return f"{field}-{language}"


def _kept(campaign: Campaign) -> dict[str, str | None]:
    """What the form's fields hold, by their names."""
    texts = {
        _name(field, language): text
        for language, own in campaign.texts.items()
        for field, text in own.items()
    }
    return {name: getattr(campaign, name) for name in words.FIELDS} | texts


def _ours(campaign: Campaign, spoken: tuple[str, ...]) -> dict[str, str]:
    """What is shown where a field of a language is empty, by the field's name."""
    shown = {}
    for language in spoken:
        for field, message in _OURS.items():
            if field == "question":
                message = scales.usual(campaign.scale).question
            ours = translations(language).gettext(message) % {"score": 8}
            shown[_name(field, language)] = getattr(campaign, field, None) or ours
    return shown


def previews(campaign: Campaign, score: int, language: str) -> dict[str, str]:
    """The recipient's page, by scheme."""
    shown = page_responses.preview(campaign, score, language)
    return {
        scheme: shown.replace(_DARK, media).replace(_BOTH, f'content="{scheme}"')
        for scheme, media in _SCHEMES.items()
    }


def _changed(connection: db.Connection, before: Campaign, form: Mapping[str, str]) -> Campaign:
    def line(name: str) -> str:
        return " ".join(form.get(name, "").split())

    typed: dict[str, Any] = {name: line(name) or None for name in words.FIELDS}
    own = {
        language: {field: line(_name(field, language)) for field in OWN}
        for language in _spoken(before)
    }
    typed["texts"] = before.texts | own
    return _set(connection, before, mine(before, typed))


def _logo(connection: db.Connection, before: Campaign, data: bytes) -> Campaign:
    return _set(connection, before, {"logo": logos.read(data)})


def _set(connection: db.Connection, before: Campaign, values: Mapping[str, Any]) -> Campaign:
    changed = campaigns.edit(connection, before.slug, values, by=auth.current().name)
    if (bytes_ := page_responses.weight(changed)) > _HEAVIEST:
        raise LogoError(words.heavy(bytes_, _HEAVIEST))
    return changed
