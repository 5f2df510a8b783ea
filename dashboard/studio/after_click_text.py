"""The words of the page that sets what stands behind the click."""

from feedback_buttons.i18n import team_language

AFTER = "After the click"
LEAD = "What the page says that opens when a recipient clicks a score, and the links on it."
ALIKE = (
    "Both links are shown to everybody alike, whatever their score, and it cannot be set otherwise. Inviting only "
    "happy customers to review you in public is forbidden by the review sites, and by consumer law, since the "
    "reviews would then mislead."
)
FIELDS = {
    "help_url": ("Help link", "https://example.com/help"),
    "help_label": ("Words of the help link", ""),
    "share_url": ("Share link", "https://example.com/review"),
    "share_label": ("Words of the share link", ""),
}
ADDRESSES = "https:, mailto: or tel:. A link without an address is not shown."
LABELS = (
    "Empty: “Do you need help?” and “Share your experience”, in the reader's language. Your own words are shown as "
    "they are, unless a language below has its own."
)
OWN_WORDS = "Your own words"
OWN_NOTE = (
    "One line each. Where a field is empty, recipients read what stands in it in grey. That their score is saved is "
    "said under your thanks in any case. Addresses in a text are not made into links."
)
OWN = {
    "question": "Question above the scores",
    "thanks": "Thank-you text",
    "help_label": "Words of the help link",
    "share_label": "Words of the share link",
}
WRITTEN = "written"
LINKS, SAVE, SAVED = "Links", "Save", "Saved."
PREVIEW = "What recipients see"
PREVIEW_NOTE = "The saved page of somebody who pressed, on a phone. Nothing can be pressed in it."
LANGUAGE, SCORE, SHOW = "Language", "Score", "Show"
SCHEMES = {"light": "Light", "dark": "Dark"}
LOGO, LOGO_FILE, SHOW_LOGO, REMOVE_LOGO = "Logo", "SVG or PNG", "Show this logo", "Remove the logo"
LOGO_NOTE = (
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


team_language.translated(__name__)
