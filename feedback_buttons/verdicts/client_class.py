"""What an answer was clicked with, as far as the request tells: one word of a few; nothing else is kept.

A click opens in a browser, which seldom knows the mail program it was opened from. Who can be told is told:
Android hands on which app a page was opened from, in its own view (X-Requested-With) or in Chrome's (Referer);
Outlook writes its name into the user agent of its own windows; and a browser says whether a link stood on a
web page (Sec-Fetch-Site: cross-site, https://www.w3.org/TR/fetch-metadata/), which on a computer is webmail.
On a telephone it is not: there a mail app's links may lead through a page of its maker first.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

# The database's type client_class has the same words; a page's nonce knows each by its place. Only add at the end.
CLASSES = ("gmail-app", "outlook", "webmail", "iphone", "android", "windows", "mac", "other")
_APPS = {
    "com.google.android.gm": "gmail-app",
    "com.google.android.gm.lite": "gmail-app",
    "com.microsoft.office.outlook": "outlook",
}
# Windows Phone calls itself Android and iPhone too. An iPad that asks for pages as computers see them calls
# itself a Macintosh, and cannot be told from one.
_DEVICES = (
    ("outlook", re.compile(r"\bOutlook\b|ms-office")),
    ("other", re.compile(r"Windows Phone")),
    ("iphone", re.compile(r"iPhone|iPad|iPod")),
    ("android", re.compile(r"Android")),
    ("windows", re.compile(r"Windows")),
    ("mac", re.compile(r"Macintosh")),
)
_COMPUTERS = ("windows", "mac", "other")


def client_class(environ: Mapping[str, str]) -> str:
    """The class of the client that made a request, one of CLASSES.

    Args:
        environ: the request's, as WSGI has it.

    >>> client_class({"HTTP_USER_AGENT": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) …"})
    'mac'
    """
    app = environ.get("HTTP_X_REQUESTED_WITH", "")
    if not app:
        referrer = environ.get("HTTP_REFERER", "")
        app = referrer.removeprefix("android-app://").partition("/")[0]
    if app in _APPS:
        return _APPS[app]
    # The platform is what Chrome on a tablet says while its user agent poses as Linux.
    device = _device(
        environ.get("HTTP_USER_AGENT", "")[:512], environ.get("HTTP_SEC_CH_UA_PLATFORM", "")[:32]
    )
    linked = environ.get("HTTP_SEC_FETCH_SITE") == "cross-site"
    return "webmail" if linked and device in _COMPUTERS else device


@lru_cache(maxsize=2048)  # its keys are headers, half a kilobyte each
def _device(agent: str, platform: str) -> str:
    text = f"{agent} {platform}"
    return next((name for name, pattern in _DEVICES if pattern.search(text)), "other")
