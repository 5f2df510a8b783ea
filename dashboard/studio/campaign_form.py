"""Making a campaign, changing and closing it: one form."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from feedback_buttons.base import ids, slugs, time_zones
from feedback_buttons.campaigns import campaigns, deletion, scales
from feedback_buttons.campaigns.campaigns import (
    Campaign,
    CampaignError,
    MissingCampaign,
    TakenCampaign,
)
from feedback_buttons.dashboard.kit.requests import auth, shown_values
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.requests.shown_values import ChangedMeanwhile
from feedback_buttons.dashboard.studio import after_click_text, studio_text, wave_form
from feedback_buttons.dashboard.studio import campaign_form_text as words
from feedback_buttons.dashboard.studio.studio_choices import OURS
from feedback_buttons.i18n.team_language import names
from feedback_buttons.storage import db

SWITCHES = ("offer_contact", "count_unsigned", "change_closed")
TEXTS = ("name", "touchpoint", "question", "owner", "sender")
_TRIES = 1000  # campaigns of the same name


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaigns/new, and /campaign/<slug>/settings of one that exists."""
    pages = Blueprint("campaign_form", __name__)
    views = _Views(pool)
    pages.add_url_rule("/campaigns/new", view_func=views.new)
    pages.add_url_rule("/campaigns/new", methods=["POST"], view_func=views.make)
    pages.add_url_rule("/campaign/<slug>/settings", view_func=views.settings)
    pages.add_url_rule("/campaign/<slug>/settings", methods=["POST"], view_func=views.change)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("campaigns")
    def new(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            return _form(connection, {"owner": auth.current().name})

    @auth.needs("campaigns")
    def make(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            try:
                campaign = _made(connection, _read(request.form))
            except CampaignError as error:
                return _form(connection, request.form, wrong=error.advice), 400
        return redirect(own(f"/campaign/{campaign.slug}/studio?new"), 303)

    @auth.needs("campaigns")
    def settings(self, slug: str) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            campaign = wanted(connection, slug)
            return _form(connection, asdict(campaign), campaign=campaign)

    @auth.needs("campaigns")
    def change(self, slug: str) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            campaign = wanted(connection, slug)
            try:
                if request.form.get("do") == "delete":
                    typed = request.form.get("typed", "")
                    deletion.delete(connection, slug, typed=typed, by=auth.current().name)
                    return redirect(own("/"), 303)
                with connection.transaction():
                    changed, done = _changed(connection, campaign, request.form)
            except CampaignError as error:
                entered = asdict(campaign) | request.form.to_dict()
                return _form(connection, entered, campaign=campaign, wrong=error.advice), 400
            return _form(connection, asdict(changed), campaign=changed, done=done)


def wanted(connection: db.Connection, slug: str) -> Campaign:
    """The campaign that an address names; without one, its page is not found."""
    try:
        return campaigns.get(connection, slug)
    except MissingCampaign:
        abort(404)


def _form(
    connection: db.Connection,
    typed: Mapping[str, Any],
    campaign: Campaign | None = None,
    wrong: str = "",
    **more: str,
) -> str:
    listed = campaigns.list_(connection)
    lists = {
        name: _known(getattr(campaign_, name) for campaign_ in listed)
        for name in ("touchpoint", "owner")
    }
    lists["time_zone"] = [*time_zones.names()]
    scales_offered = scales.of(typed.get("scale") or scales.USUAL) or scales.of(scales.USUAL)
    return render_template(
        "campaign_form.html",
        words=words,
        studio=studio_text,
        scales_asked={name: studio_text.SCALES[name] for name in scales_offered},
        after=after_click_text.AFTER,
        languages=names(OURS),
        lists=lists,
        zone=time_zones.here().key,
        typed=typed,
        shown=_shown,
        campaign=campaign,
        shown_columns=asdict(campaign) if campaign else {},
        waves=wave_form.shown(campaign, request.form if wrong else None) if campaign else [],
        wrong=wrong,
        **more,
    )


def _known(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value}, key=str.casefold)


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    """The columns that a form sets; their values are checked where they are stored."""
    texts: dict[str, Any] = {name: " ".join(form.get(name, "").split()) for name in TEXTS}
    texts["question"] = texts["question"] or None
    return {
        **texts,
        "language": form.get("language") or None,
        **({"asks": _asks(form)} if "asks" in form else {}),
        "mails": wave_form.mails(form.get("mails", "")),
        **({"target_score": points(form["target_score"])} if "target_score" in form else {}),
        **(
            {"target_answers": wave_form.mails(form["target_answers"])}
            if "target_answers" in form
            else {}
        ),
        **({"scale": form["scale"]} if "scale" in form else {}),
        **{name: form[name] == "yes" for name in SWITCHES if name in form},
        **({"time_zone": form["time_zone"].strip() or None} if "time_zone" in form else {}),
    }


def points(typed: str) -> float | None:
    """A score as people write it: 7.5 or 7,5; None for nothing."""
    try:
        return float(typed.strip().replace(",", ".")) if typed.strip() else None
    except ValueError:
        raise CampaignError(words.NOT_A_SCORE) from None


def _shown(value: object) -> object:
    """What stands in a field: nothing where nothing is stored, 8 rather than 8.0."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value


def _asks(form: Mapping[str, str]) -> str | None:
    """What the mail asks on; nothing where the scale that is chosen beside it has no such buttons."""
    asks, scale = form["asks"], form.get("scale")
    other = scale in scales.SCORES and asks in scales.SCALES and asks not in scales.of(scale)
    return None if other else asks or None


def _made(connection: db.Connection, values: Mapping[str, Any]) -> Campaign:
    for _ in range(_TRIES):
        wanted = Campaign(slug=_free(connection, values["name"]), **values)
        try:
            return campaigns.add(connection, wanted, by=auth.current().name)
        except TakenCampaign as error:  # by somebody who makes one of this name at this moment
            taken = error
    raise taken


def _free(connection: db.Connection, name: str) -> str:
    """A slug for a campaign of this name, which nobody else has."""
    first = slugs.suggest(name)
    tries = [first, *(f"{first}-{number}" for number in range(2, _TRIES))]
    taken = {campaign.slug for campaign in campaigns.list_(connection, tries)}
    return next((slug for slug in tries if slug not in taken), first)


def _changed(
    connection: db.Connection, before: Campaign, form: Mapping[str, str]
) -> tuple[Campaign, str]:
    """The campaign as it is now, and what was done."""
    account, slug = auth.current().name, before.slug
    do = form.get("do")
    if do in ("close", "reopen"):
        changed = campaigns.close(connection, slug, reopen=do == "reopen", by=account)
        return changed, words.REOPENED if do == "reopen" else words.CLOSED
    if do == "waves" and isinstance(form, MultiDict):
        waves = mine(before, {"waves": wave_form.read(before, form)})
        return campaigns.edit(connection, slug, waves, by=account), words.SAVED
    sent: dict[str | None, dict[str, Any]] = {
        "sent": {"sent_at": ids.utc_now().replace(microsecond=0)},
        "unsent": {"sent_at": None},
    }
    changes = sent[do] if do in sent else mine(before, _read(form))
    return campaigns.edit(connection, slug, changes, by=account), words.SAVED


def mine(campaign: Campaign, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Of the columns that a form sends, those that were changed in it.

    Raises:
        CampaignError: somebody else has changed one of them since the form was opened.
    """
    try:
        changes = shown_values.mine(asdict(campaign), typed, words.LABELS)
    except ChangedMeanwhile as error:
        raise CampaignError.of(error) from error
    if "scale" in changes and "asks" in typed:  # what the mail asks on is checked against the scale
        changes["asks"] = typed["asks"]
    return changes
