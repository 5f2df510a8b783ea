"""What the studio says; in one place."""

from feedback_buttons.i18n.team_language import lazy_gettext, local, tr, trn
from feedback_buttons.mail_lint.lint import Report

# ---- the studio ----

STUDIO, SETTINGS = lazy_gettext("Studio"), lazy_gettext("Settings")
LEAD = lazy_gettext(
    "Follow the steps from top to bottom to put buttons into your mail. This page's address contains your choices."
)
MADE = lazy_gettext("is made. Now its buttons:")
UNREACHABLE = lazy_gettext(
    "Recipients cannot reach {url}, where the buttons would lead. Before you send, whoever runs this server must "
    "give it its public address."
)
SHOW = lazy_gettext("Show")
STEPS = {  # in their order; each is numbered by it
    "look": lazy_gettext("How the buttons ask and look"),
    "list": lazy_gettext("Sign your list of recipients"),
    "tool": lazy_gettext("Put them into your mail tool"),
    "test": lazy_gettext("Send yourself a test"),
    "lint": lazy_gettext("Check what arrives"),
}
TOOL, TAG = lazy_gettext("Mail tool"), lazy_gettext("Its merge tag for a contact field")
TAG_HINT = lazy_gettext(
    "A merge tag stands in the mail where your tool puts in what it knows of each contact, such as {{feedback_token}}."
)
CHOOSE, OTHER = lazy_gettext("Choose …"), lazy_gettext("Another one")
SCALE, LANGUAGE, QUESTION, LOW, HIGH = (
    lazy_gettext("Scale"),
    lazy_gettext("Language"),
    lazy_gettext("Question"),
    lazy_gettext("The lowest means"),
    lazy_gettext("The highest means"),
)
SCALES = {
    "numbers": lazy_gettext("Numbers, 1 to 10"),
    "faces": lazy_gettext("Five faces"),
    "stars": lazy_gettext("Five stars"),
    "nps": lazy_gettext("NPS on 1 to 10: would you recommend us?"),
    "csat": lazy_gettext("CSAT: how satisfied are you?"),
    "ces": lazy_gettext("CES: was it easy?"),
    "nps-0-10": lazy_gettext("NPS, 0 to 10: would you recommend us?"),
}
STORED = lazy_gettext("Stored as 2, 4, 6, 8, 10, so that campaigns can be compared.")
OURS, FOREIGN = lazy_gettext("With our words"), lazy_gettext("With words of your own")
THEME = lazy_gettext("Colour")
THEMES = {
    "neutral": (
        lazy_gettext("Neutral"),
        lazy_gettext("One colour; does not influence the answer."),
    ),
    "ramp": (lazy_gettext("Red to green"), lazy_gettext("May influence the answer.")),
    "brand": (
        lazy_gettext("Your own"),
        lazy_gettext("Darkened if white text on it would be hard to read."),
    ),
}
COLOUR, SIZE = lazy_gettext("Your colour"), lazy_gettext("Size of a button")
SIZES = {
    44: lazy_gettext("44 pixels"),
    48: lazy_gettext("48 pixels"),
    52: lazy_gettext("52 pixels"),
}
SIZES_OF_ELEVEN = {44: lazy_gettext("44 pixels")}
CORRECTED = lazy_gettext(
    "White cannot be read on {asked}. The buttons have {used}: the same hue, just dark enough (4.5 : 1)."
)
PREVIEWS = lazy_gettext("How mail programs show it")
PREVIEWS_NOTE = lazy_gettext(
    "Approximations: what each program is documented to drop, dropped here. Fonts and spacing may differ."
)
IN_CLIENT = lazy_gettext("The buttons in {client}")
PLAIN, PLAIN_NOTE = (
    lazy_gettext("Plain text"),
    lazy_gettext("For readers who see no HTML. The merge tag becomes each recipient's token."),
)

SIGNS, SIGNS_HOW = (
    lazy_gettext("{tool} can also sign while it sends; then nothing has to be imported."),
    lazy_gettext("How"),
)
NO_TOOL = lazy_gettext("Choose your mail tool above; then this says what to do in it.")
CHECK_FIELD, CHECK_PASTE, CHECK_TRACKING, CHECK_MIND = (
    lazy_gettext("Contact field"),
    lazy_gettext("Paste"),
    lazy_gettext("Link tracking"),
    lazy_gettext("Mind"),
)
FIELD = lazy_gettext(
    "Make a contact field {field}, of the kind text, and import the signed file's column feedback_token into it. "
    "The code calls it:"
)
FIELD_BY_PROGRAM = lazy_gettext(
    "It keeps no contacts: the program that sends a mail hands it the recipient's token from the signed file's column "
    "feedback_token, as {field}. The code calls it:"
)
MENU = lazy_gettext("In the tool's menus, as they are called in English:")
FIELD_LOOK_FOR, PASTE_LOOK_FOR = (
    lazy_gettext(
        "Where that is in the tool's menus, we could not confirm. Look for “fields”, “attributes” or “properties”."
    ),
    lazy_gettext(
        "Where that is in the tool's menus, we could not confirm. Look for “code”, “HTML” or “source”."
    ),
)
PASTE = lazy_gettext(
    "Paste the code into {paste}. Not into the text editor: it would show as text."
)
HTML_CODE, TEXT_CODE = (
    lazy_gettext("Code for the HTML block"),
    lazy_gettext("Code for the plain-text version"),
)
COPY, COPIED = lazy_gettext("Copy"), lazy_gettext("Copied")
UNCONFIRMED = lazy_gettext("Unconfirmed")
UNCONFIRMED_MEANS = lazy_gettext("Nobody has confirmed this for us, so look at a test first.")
SOURCE = lazy_gettext("Source")
SHARE = lazy_gettext("For a colleague who has access to the mail tool")
SHARE_MEANS = lazy_gettext(
    "This link opens this list and the code, without signing in, and nothing else."
)
HANDOVER = lazy_gettext("Buttons for a mail")
HANDOVER_LEAD = lazy_gettext(
    "What to do in {tool}, from top to bottom. Nothing here changes anything; this page shows no answers."
)
HANDOVER_CLOSED = lazy_gettext(
    "This campaign is closed: answers from these buttons would not count."
)
HANDOVER_BAD = lazy_gettext("This link shows nothing")
HANDOVER_BAD_HINT = lazy_gettext(
    "It may have been cut off on the way, or is no longer valid. Ask for it again."
)

TEST_MEANS = lazy_gettext(
    "A mail with real buttons of a test recipient, as chosen above. What you press on it is never saved and never "
    "counts. It does not pass through your mail tool; for that, send one from there and check it below."
)
TEST_TO, SEND, SENT = (
    lazy_gettext("Your mail address"),
    lazy_gettext("Send me a test"),
    lazy_gettext("Sent. It should arrive within a minute."),
)
TEST_ADDRESS = lazy_gettext("Write one mail address, such as anna@example.com.")
TEST_BRAKED = lazy_gettext(
    "That was a lot of tests. The next one is possible in {seconds} seconds."
)
TEST_FILE = lazy_gettext("Take it as a file (.eml)")
TEST_NO_SERVER = lazy_gettext(
    "This server sends no mail yet; whoever runs it can set that up. Until then, take it as a file: a double click "
    "opens it in most mail programs."
)

LINT_MEANS = lazy_gettext(
    "Send a test from your mail tool to yourself, save it (.eml), and drop it here. It is "
    "checked but not stored, and no link in it is followed."
)
LINT_MAILED = lazy_gettext("Or let your mail tool send one to")
LINT_DROP, LINT_OR = (
    lazy_gettext("Drop the mail here, or choose it"),
    lazy_gettext("or paste its source or HTML"),
)
LINT_DO = lazy_gettext("Check it")
LINT_TOO_LARGE = lazy_gettext("The mail is larger than 5 MB. Save it without its attachments.")
LINT_NOTHING = lazy_gettext("Choose a mail, or paste one.")
SEVERITIES = {
    "error": lazy_gettext("Error"),
    "warning": lazy_gettext("Warning"),
    "note": lazy_gettext("Note"),
}

# ---- test mails that came to the linter's address ----

MAIL_TESTS = lazy_gettext("Test mails")
MAIL_TESTS_LEAD = lazy_gettext(
    "Let your mail tool send a test to this address, as it would to a recipient. The result is "
    "shown here for a day; the mail itself is not stored, and no link in it is followed."
)
MAIL_TESTS_OFF = lazy_gettext(
    "No address is set up to send tests to; whoever runs this server can do so. Until then, drop the mail on a "
    "campaign's studio."
)
MAIL_TESTS_TO = lazy_gettext("Send a test to")
MAIL_TESTS_LABEL = lazy_gettext(
    "The part after the plus sign is shown with the test, so that you recognise yours. You may change it."
)
MAIL_TESTS_NONE = lazy_gettext("None within the last day.")
MAIL_TESTS_AGAIN = lazy_gettext("Look again")
UNCHECKED = lazy_gettext("signatures were not checked")


def size(count: int) -> str:
    """98304 → "96 KB"."""
    return local(f"{max(1, round(count / 1024)):,} KB")


def step(name: str) -> str:
    """A step's heading: "1. How the buttons ask and look"."""
    return f"{list(STEPS).index(name) + 1}. {STEPS[name]}"


def found(buttons: int, campaign: str, errors: int, warnings: int) -> str:
    """What was found in a mail, in a line."""
    there = trn("{number} button", "{number} buttons", buttons)
    if campaign:
        there = tr("{buttons} of {campaign}").format(buttons=there, campaign=campaign)
    counts = [trn("{number} error", "{number} errors", errors)] if errors else []
    counts += [trn("{number} warning", "{number} warnings", warnings)] if warnings else []
    and_, none = tr(" and "), tr("nothing wrong")  # messages are not found within f-strings
    return f"{there}: {and_.join(counts) or none}."


def counted(report: Report) -> str:
    """What a report says, in a line."""
    severities = [finding.severity for finding in report.findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    return found(report.buttons, report.campaign, errors, warnings)
