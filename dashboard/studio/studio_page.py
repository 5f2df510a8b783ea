"""The studio: from a campaign to its buttons in a mail, tested."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from feedback_buttons.accounts import attempt_limiter, audit
from feedback_buttons.base import ids
from feedback_buttons.base.mail_addresses import is_address
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.frame import page_frame
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.studio import (
    after_click,
    after_click_text,
    campaign_form_text,
    handover,
    list_text,
    previews,
    studio_choices,
)
from feedback_buttons.dashboard.studio import studio_text as words
from feedback_buttons.dashboard.studio.campaign_form import wanted
from feedback_buttons.dashboard.studio.studio_choices import Choices
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.i18n.team_language import names
from feedback_buttons.mail import smtp, trial_mail
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.smtp import SmtpError
from feedback_buttons.mail.snippet_options import SnippetError
from feedback_buttons.mail_lint import lint_case
from feedback_buttons.mail_lint.lint import lint
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.signing.tool_signatures import TOOLS
from feedback_buttons.storage import db

LARGEST = 5_000_000  # bytes of a mail that is looked at
_SLACK = 10_000  # around it in a form
_SCORE = 8  # of whoever the page after the click is shown of


@dataclass(frozen=True, slots=True)
class Studio:
    """What the studio's pages work with."""

    pool: db.Pool
    config: Config
    tokens: Tokens

    def campaign(self, slug: str) -> Campaign:
        """The campaign of an address."""
        with self.pool.connection() as connection:
            return wanted(connection, slug)

    def page(self, campaign: Campaign, **more: Any) -> str:  # noqa: ANN401 (for the template)
        """The studio with what the address chooses."""
        chosen = _chosen(campaign)
        preview = previews.make(campaign, self.config.url, chosen)
        tool = chosen.mail_tool()
        host = urlsplit(self.config.url).netloc
        link = handover.sign(campaign.slug, chosen, self.config.session_keys)
        return render_template(
            "studio.html",
            strange=" ".join(Choices.strange(request.args)),
            words=words,
            lists=list_text,
            after=after_click_text.AFTER,
            landed_says=after_click_text.landed(_SCORE),
            reopen=campaign_form_text.REOPEN,
            largest=LARGEST,
            lint_address=self.config.lint_address,
            signs=tool is not None and tool.name in TOOLS,
            campaign=campaign,
            chosen=chosen,
            scale=chosen.asks(campaign),
            scales={name: words.SCALES[name] for name in scales.of(campaign.scale)},
            sizes=words.SIZES if campaign.scale == scales.USUAL else words.SIZES_OF_ELEVEN,
            made=preview,
            landed=after_click.previews(campaign, _SCORE, _read(campaign, chosen))["light"],
            tool=tool,
            checks=handover.checklist(tool) if tool else None,
            unreachable=self.config.url if lint_case.private(host) else "",
            link=self.config.dashboard_url + link,
            tools=MAIL_TOOLS,
            ours=names(studio_choices.OURS),
            foreign=names(studio_choices.FOREIGN),
            mail_server=self.config.smtp is not None,
            me=g.account.name if is_address(g.account.name) else "",
            studio_script=own(page_frame.STUDIO_SCRIPT),
            upload_script=own(page_frame.UPLOAD_SCRIPT),
            **more,
        )

    def send(self, campaign: Campaign, to: str) -> str:
        """Send a test mail with the chosen buttons to an address; return the sentence that says so.

        Raises:
            SmtpError, SnippetError, attempt_limiter.Braked: it is not sent.
        """
        server = self.config.smtp
        if server is None or not is_address(to):
            raise SmtpError(words.TEST_ADDRESS if server else words.TEST_NO_SERVER)
        mail = trial_mail.make(
            campaign,
            self.config.url,
            self.tokens,
            _chosen(campaign).options(campaign),
            sender=server.sender,
            to=to,
        )
        name = auth.current().name
        with self.pool.connection() as connection:
            attempt_limiter.spend(connection, attempt_limiter.TESTS, name, ids.utc_now())
            audit.record(connection, name, "test mail sent", campaign.slug)
            campaigns.note_asked(connection, campaign, _chosen(campaign).asks(campaign).name)
        smtp.send(server, mail)
        return words.SENT


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/campaign/<slug>/studio, its test mail and its look at a mail; choices stand in the query."""
    pages = Blueprint("studio", __name__)
    held = Studio(pool, config, Tokens(config.signing_keys, config.pseudonym_key))
    views = _Views(held)
    pages.add_url_rule("/campaign/<slug>/studio", view_func=views.studio)
    pages.add_url_rule("/campaign/<slug>/studio/reopen", methods=["POST"], view_func=views.reopen)
    pages.add_url_rule("/campaign/<slug>/studio/test", methods=["POST"], view_func=views.test)
    pages.add_url_rule("/campaign/<slug>/studio/test.eml", view_func=views.file)
    pages.add_url_rule("/campaign/<slug>/studio/lint", methods=["POST"], view_func=views.look)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    held: Studio

    @auth.needs("campaigns")
    def studio(self, slug: str) -> ResponseReturnValue:
        return self.held.page(self.held.campaign(slug), fresh="new" in request.args)

    @auth.needs("campaigns")
    def reopen(self, slug: str) -> ResponseReturnValue:
        self.held.campaign(slug)
        with self.held.pool.connection() as connection:
            campaigns.close(connection, slug, reopen=True, by=auth.current().name)
        return redirect(own(f"/campaign/{slug}/studio"))

    @auth.needs("campaigns")
    def test(self, slug: str) -> ResponseReturnValue:
        campaign, to = self.held.campaign(slug), request.form.get("to", "").strip()
        try:
            return self.held.page(campaign, sent=self.held.send(campaign, to), to=to)
        except (SmtpError, SnippetError) as error:
            return self.held.page(campaign, unsent=error.advice, to=to), 400
        except attempt_limiter.Braked as error:
            sentence = words.TEST_BRAKED.format(seconds=error.seconds)
            return self.held.page(campaign, unsent=sentence, to=to), 429

    @auth.needs("campaigns")
    def file(self, slug: str) -> ResponseReturnValue:
        campaign = self.held.campaign(slug)
        options = _chosen(campaign).options(campaign)
        try:
            mail = trial_mail.make(campaign, self.held.config.url, self.held.tokens, options)
        except SnippetError as error:
            return self.held.page(campaign, unsent=error.advice), 400
        name = {"Content-Disposition": f'attachment; filename="test-{slug}.eml"'}
        return Response(mail.as_bytes(), mimetype="message/rfc822", headers=name)

    @auth.needs("campaigns")
    def look(self, slug: str) -> ResponseReturnValue:
        campaign = self.held.campaign(slug)
        try:
            mail = _mail()
        except RequestEntityTooLarge:
            return self.held.page(campaign, unread=words.LINT_TOO_LARGE), 413
        if not mail:
            return self.held.page(campaign, unread=words.LINT_NOTHING), 400
        report = lint(
            mail,
            url=self.held.config.url,
            campaign=slug,
            tokens=self.held.tokens,
            scale=campaign.scale,
        )
        return self.held.page(campaign, report=report, counted=words.counted(report))


def _read(campaign: Campaign, chosen: Choices) -> str:
    """The language that the page after the click is shown in: one that we have."""
    language = campaign.language or chosen.language
    return language if language in LANGUAGES else "en"


def _chosen(campaign: Campaign) -> Choices:
    """What the address chooses; one that chooses nothing yet begins with what the campaign asks."""
    usual = {} if "language" in request.args else {"scale": campaign.asks or ""}
    return Choices.read({**usual, **request.args}, campaign.language)


def _mail() -> bytes:
    """The mail that was dropped, chosen or pasted.

    Raises:
        RequestEntityTooLarge: it is larger than LARGEST.
    """
    request.max_content_length = LARGEST + _SLACK
    request.max_form_memory_size = LARGEST + _SLACK
    dropped = request.files.get("mail")
    data = dropped.read() if dropped else b""
    return data or request.form.get("source", "").encode("utf-8", "replace")
