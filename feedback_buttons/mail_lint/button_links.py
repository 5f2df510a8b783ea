"""A button's address as it appears in a mail, and how it was changed on the way."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from feedback_buttons.base import slugs
from feedback_buttons.signing.tokens import is_merge_tag

_SLUG = re.compile(slugs.PATTERN, re.IGNORECASE)  # as capitals are what became of one on the way
# Roughly, as a mangled one should be seen too: ours, or one that a mail tool signed.
_TOKEN = re.compile(r"[0-9a-z]{20,64}|[0-9a-z]{120,140}|eyJ[\w.-]{40,700}", re.IGNORECASE)
_SCORE = re.compile(r"0*(\d{1,3})")
_ENCODED = re.compile(r"%(?:25)*(?:7[bcd]|5[bd]|2[04a])", re.IGNORECASE)  # of { | } [ ] space $ *
_LONGEST = 4000

# Who rewrites links to count clicks, by the end of their host; a sender's own name for it is known by the path.
TRACKERS = {
    "awstrack.me": "Amazon SES",
    "click.pstmrk.it": "Postmark",
    "cmail19.com": "Campaign Monitor",
    "cmail20.com": "Campaign Monitor",
    "createsend.com": "Campaign Monitor",
    "createsend1.com": "Campaign Monitor",
    "customeriomail.com": "Customer.io",
    "exct.net": "Salesforce Marketing Cloud",
    "hubspotlinks.com": "HubSpot",
    "klclick.com": "Klaviyo",
    "klclick1.com": "Klaviyo",
    "klclick2.com": "Klaviyo",
    "klclick3.com": "Klaviyo",
    "links.iterable.com": "Iterable",
    "list-manage.com": "Mailchimp",
    "mandrillapp.com": "Mailchimp Transactional",
    "mjt.lu": "Mailjet",
    "mktoweb.com": "Adobe Marketo Engage",
    "mlsend.com": "MailerLite",
    "sendgrid.net": "Twilio SendGrid",
    "sendibm1.com": "Brevo",
    "sendibt2.com": "Brevo",
    "sendibt3.com": "Brevo",
}
# The mail programs' own protection wraps links after sending; that is none of the sender's doing.
PROTECTIONS = {
    "safelinks.protection.outlook.com": "Microsoft Safe Links",
    "urldefense.com": "Proofpoint URL Defense",
    "urldefense.proofpoint.com": "Proofpoint URL Defense",
    "linkprotect.cudasvc.com": "Barracuda Link Protection",
    "protect.mimecast.com": "Mimecast",
    "mimecastprotect.com": "Mimecast",
    "secure-web.cisco.com": "Cisco Secure Email",
}
_TRACKING_PATHS = re.compile(
    r"/(?:ls/click|wf/click|track/click|click/track|CL0/|L0/|e/c/|tr/cl/|u/click|lt\.php|c/eJ|"
    r"campaigns/[^/]+/track-url/|Ctc/|f/a/)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ButtonLink:
    """What a button's address says. ``score`` is None where there is none; the token may be a merge tag that
    was never filled in, or "". ``bare`` is a 0 or 1 that may be what is left of another score."""

    scheme: str
    host: str
    campaign: str
    token: str
    score: int | None
    bare: bool = False

    @property
    def unmerged(self) -> bool:
        """Whether the token is a merge tag, as it was written or encoded once or twice."""
        return is_merge_tag(self.token) or is_merge_tag(unquote(unquote(self.token)))

    @property
    def encoded(self) -> bool:
        """Whether something has encoded the merge tag, so that no mail tool knows it."""
        return self.unmerged and _ENCODED.search(self.token) is not None


def read_link(address: str) -> ButtonLink | None:
    """A link's address as one of our buttons; None if it does not have their shape.

    >>> read_link("https://fb.example.com/r/orders/*|FBTOKEN|*/7")
    ButtonLink(scheme='https', host='fb.example.com', campaign='orders', token='*|FBTOKEN|*', score=7, bare=False)
    >>> read_link("https://www.reddit.com/r/python/comments/7") is None
    True
    """
    scheme, separator, rest = address[:_LONGEST].strip().partition("://")
    host, *segments = rest.split("/")
    if not separator or scheme.lower() not in ("http", "https") or "r" not in segments[:-2]:
        return None
    place = segments.index("r")
    if any(letter in segment for segment in (host, *segments[:place]) for letter in "?#"):
        return None  # within another address
    campaign, token = segments[place + 1], segments[place + 2].partition("?")[0]
    last = segments[place + 3] if len(segments) > place + 3 else ""
    number = _SCORE.match(last)
    score, bare = (int(number[1]), number[0] in ("0", "1")) if number else (None, False)
    button = ButtonLink(scheme.lower(), host, campaign, token, score, bare)
    plausible = _TOKEN.fullmatch(token) or button.unmerged or (not token and number)
    return button if plausible and (_SLUG.fullmatch(campaign) or is_merge_tag(campaign)) else None


def wrapped(address: str) -> ButtonLink | None:
    """The button that a link carries within its own address, as many trackers and protections have it."""
    inner = address[:_LONGEST]
    for _ in range(3):
        inner = unquote(inner)
        start = max(inner.rfind("http://"), inner.rfind("https://"))
        if start > 0:
            return read_link(inner[start:].partition("&")[0])
    return None


def tracker(address: str) -> str | None:
    """Who rewrote this link to count clicks: a name, "a link tracker", or None if nobody seems to have."""
    if name := _by_host(address, TRACKERS):
        return name
    if read_link(address) or _by_host(address, PROTECTIONS):
        return None
    return "a link tracker" if wrapped(address) or _TRACKING_PATHS.search(address[:300]) else None


def protection(address: str) -> str | None:
    """Which mail program's protection wrapped this link, or None."""
    return _by_host(address, PROTECTIONS)


def _by_host(address: str, names: dict[str, str]) -> str | None:
    try:
        host = (urlsplit(address[:_LONGEST]).hostname or "").lower()
    except ValueError:
        return None
    return next((n for end, n in names.items() if host == end or host.endswith(f".{end}")), None)
