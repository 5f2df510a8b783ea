"""The words of the page that sets what stands behind the click."""

from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import lazy_gettext

AFTER = lazy_gettext("After the click")
LEAD = lazy_gettext(
    "What the page says that opens when a recipient clicks a score, and the links on it."
)
ALIKE = lazy_gettext(
    "Both links are shown to everybody alike, whatever their score, and it cannot be set otherwise. Inviting only "
    "happy customers to review you in public is forbidden by the review sites, and by consumer law, since the "
    "reviews would then mislead."
)
FIELDS = {
    "help_url": (lazy_gettext("Help link"), "https://example.com/help"),
    "help_label": (lazy_gettext("Words of the help link"), ""),
    "share_url": (lazy_gettext("Share link"), "https://example.com/review"),
    "share_label": (lazy_gettext("Words of the share link"), ""),
}
ADDRESSES = lazy_gettext("https:, mailto: or tel:. A link without an address is not shown.")
LABELS = lazy_gettext(
    "Empty: “Do you need help?” and “Share your experience”, in the reader's language. Your own words are shown as "
    "they are, unless a language below has its own."
)
OWN_WORDS = lazy_gettext("Your own words")
OWN_NOTE = lazy_gettext(
    "One line each. If a field is empty, recipients read its grey text. The page always says "
    "that their score is saved, below your thanks. Addresses in a text do not become links."
)
OWN = {
    "question": lazy_gettext("Question above the scores"),
    "thanks": lazy_gettext("Thank-you text"),
    "help_label": lazy_gettext("Words of the help link"),
    "share_label": lazy_gettext("Words of the share link"),
}
WRITTEN = lazy_gettext("written")
LINKS, SAVE, SAVED = lazy_gettext("Links"), lazy_gettext("Save"), lazy_gettext("Saved.")
PREVIEW = lazy_gettext("What recipients see")
PREVIEW_NOTE = lazy_gettext(
    "The saved page of somebody who pressed, on a phone. Nothing can be pressed in it."
)
LANGUAGE, SCORE, SHOW = lazy_gettext("Language"), lazy_gettext("Score"), lazy_gettext("Show")
SCHEMES = {"light": lazy_gettext("Light"), "dark": lazy_gettext("Dark")}
LOGO, LOGO_FILE, SHOW_LOGO, REMOVE_LOGO = (
    lazy_gettext("Logo"),
    lazy_gettext("SVG or PNG"),
    lazy_gettext("Show this logo"),
    lazy_gettext("Remove the logo"),
)
LOGO_NOTE = lazy_gettext(
    "Stands at the top of the recipient's page in place of the sender's name, which is read to those who cannot see "
    "it. On a dark page it gets a white ground. It is part of the page, so it must be small: an SVG of some kilobytes, "
    "or a PNG about 300 pixels wide."
)


def landed(score: int) -> str:
    """What is said of the page after the click where it is shown in the studio."""
    return team_language.tr(
        "What opens when somebody clicks, here of one who gave an {score}. Its words, links, questions and "
        "logo are set in"
    ).format(score=score)


def heavy(bytes_: int, most: int) -> str:
    """What is wrong with a page that has grown too large."""
    return team_language.tr(
        "with this the recipient's page has {bytes} bytes, compressed; at most {most} will do. Simplify the logo's "
        "SVG, make its PNG smaller or with fewer colours, or shorten the texts"
    ).format(bytes=team_language.local(f"{bytes_:,}"), most=team_language.local(f"{most:,}"))
