"""What the studio and the form of a campaign say; in one place."""

from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import local, tr, trn
from feedback_buttons.mail_lint.lint import Report

# ---- making, changing and closing a campaign ----

NEW = "New campaign"
NEW_LEAD = "A campaign is one mail, or one flow of mails, whose answers are counted together."
SETTINGS, CHANGE = "Settings", "What is known of it"
ASK_EDITOR = "An editor or an admin can make one."
FIRST = "Make your first one: its buttons are in your mail within five minutes."
MAKE, SAVE = "Make it", "Save"
SAVED = "Saved."
FIELDS = {
    "name": ("Name", "What your team calls it.", "Sorry, your present is late"),
    "touchpoint": ("Touchpoint", "Its place in the customer's journey; may be empty.", "Delay apology"),
    "language": ("Language of the mail", "", ""),
    "asks": ("What the mail asks", "CSAT and CES stand on the campaign's page only where its mail asked so.", ""),
    "mails": ("Number of mails", "For the response rate; may follow later.", "5000"),
    "scale": ("Scale", "Stays once anybody has clicked.", ""),
    "question": (
        "Question above the buttons",
        "Empty: “How would you rate us?” in the mail's language; with 0 to 10 “How likely are you to recommend us …?”",
        "",
    ),
    "owner": ("Owner", "Who in your team answers for it; may be empty.", ""),
    "sender": ("Sender", "Who asks, as your customers know it; stands on the page after the click.", "Gift & Co."),
}  # fmt: skip
CAMPAIGN_SCALES = {
    "1-10": "1 to 10: ten buttons, five faces or stars",
    "0-10": "0 to 10, as the field asks for NPS: eleven buttons; not in the index",
}
NOT_SAID = "Not said yet"
ANY_LANGUAGE = "Each recipient's own, as their browser says"
NOT_A_NUMBER = "The number of mails is a whole number, such as 5000."
SENT_AT, SENT_NOW, NOT_SENT = "When it was sent", "It is being sent now", "It was not sent yet"
SENT_MEANS = (
    "Press this when the mail goes out. How soon after that somebody clicks helps to tell people from mail scanners, "
    "and the time line begins there."
)
SENT_SINCE = "It was sent"
CLOSE, REOPEN = "Close the campaign", "Open it again"
CLOSE_MEANS = (
    "Answers that are given from then on no longer count; recipients can still erase theirs. "
    "You can open it again."
)
CLOSED_MEANS = "It is closed: new answers do not count."
CLOSED, REOPENED = "Closed.", "Open again."

# ---- the studio ----

STUDIO = "Studio"
LEAD = "From here to buttons in your mail, from top to bottom. What you choose stands in this page's address."
MADE = "is made. Now its buttons:"
UNREACHABLE = (
    "Recipients cannot reach {url}, where the buttons would lead. Before you send, whoever runs this must set "
    "FEEDBACK_URL to its public address."
)
SHOW = "Show"
STEPS = {  # in their order; each is numbered by it
    "look": "How the buttons ask and look",
    "list": "Sign your list of recipients",
    "tool": "Put them into your mail tool",
    "test": "Send yourself a test",
    "lint": "Check what arrives",
}
TOOL, TAG = "Mail tool", "Its merge tag for a contact field"
TAG_HINT = "As it stands in a mail, such as {{feedback_token}}."
CHOOSE, OTHER = "Choose …", "Another one"
SCALE, LANGUAGE, QUESTION, LOW, HIGH = (
    "Scale",
    "Language",
    "Question",
    "The lowest means",
    "The highest means",
)
SCALES = {
    "numbers": "Numbers, 1 to 10",
    "faces": "Five faces",
    "stars": "Five stars",
    "nps": "NPS on 1 to 10: would you recommend us?",
    "csat": "CSAT: how satisfied are you?",
    "ces": "CES: was it easy?",
    "nps-0-10": "NPS, 0 to 10: would you recommend us?",
}
STORED = "Stored as 2, 4, 6, 8, 10, so that campaigns can be compared."
OURS, FOREIGN = "With our words", "With words of your own"
THEME = "Colour"
THEMES = {
    "neutral": ("Neutral", "One colour; leads nobody."),
    "ramp": ("Red to green", "May lead the answer."),
    "brand": ("Your own", "Darkened if white could not be read on it."),
}
COLOUR, SIZE = "Your colour", "Size of a button"
SIZES = {44: "44 pixels", 48: "48 pixels", 52: "52 pixels"}
SIZES_OF_ELEVEN = {44: "44 pixels"}
CORRECTED = "White cannot be read on {asked}. The buttons have {used}: the same hue, just dark enough (4.5 : 1)."
PREVIEWS = "How mail programs show it"
PREVIEWS_NOTE = "Approximations: what each program is documented to drop, dropped here. Fonts and spacing may differ."
IN_CLIENT = "The buttons in {client}"
PLAIN, PLAIN_NOTE = (
    "Plain text",
    "For readers who see no HTML. The merge tag becomes each recipient's token.",
)

SIGNS, SIGNS_HOW = "{tool} can also sign while it sends; then nothing has to be imported.", "How"
LIST_MEANS = (
    "A CSV, as a spreadsheet or your mail tool exports it, with a row for each recipient: millions of rows, up to "
    "2 GB. You get the same file back with one more column, feedback_token."
)
LIST_DROP = "Drop the CSV here, or choose it"
LIST_NO_SCRIPT = "This needs scripts. The command line does the same: feedback-buttons sign."
LIST_KEPT = (
    "Your file and the signed one lie on this server's disk for an hour, without a name by which anybody could open "
    "them; then they are gone. Only you can fetch them."
)
LIST_RESUMES = "If the connection breaks, choose the same file again: it goes on where it stopped."
LIST_BROKE = "The connection broke."
LIST_GO_ON = "Go on"
LIST_RECEIVING = "Uploading {name}"
LIST_CHOOSING = "{name} is here."
LIST_COLUMN, LIST_COLUMN_HINT = (
    "What tells one person from another?",
    "A person has the same token each time.",
)
LIST_ENCODING = "Encoding"
LIST_ENCODINGS = {
    "": "Found by itself (UTF-8, UTF-16, Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
}
LIST_CONTACT = "For all campaigns"
LIST_CONTACT_HINT = "Import it once into a contact field, for every mail. Else the tokens are this campaign's alone."
LIST_KEEP = "Keep these columns here"
LIST_KEEP_HINT = (
    "Columns let you compare segments. The reference lets you answer whoever was unhappy. They are deleted {days} "
    "days after they were last signed. Tick nothing, and nothing of a recipient is kept."
)
LIST_REFERENCE = "Reference: what tells one person from another"
LIST_SIGN = "Sign"
LIST_WAITING = "Another list is being signed first."
LIST_SIGNING = "Signing: {rows} rows so far"
LIST_SIGNED = "{rows} signed by {column}."
LIST_LEFT_OUT = "{rows} left out:"
LIST_REPEATED = "{rows} naming a person again; they have the same token:"
LIST_LINE, LIST_REASON = "Line", "Why"
LIST_SAME = "The same person as in line {line}."
LIST_FIRST = "The first {shown} are shown."
LIST_FETCH = "Download the signed list"
LIST_FETCH_REJECTS = "Download the rows left out, to mend them"
LIST_UNTIL = "Can be fetched until"
LIST_FORGET = "Delete it now"
LIST_FORGOTTEN = "Deleted."
LIST_EMPTY = "The file is empty."
LIST_TOO_LARGE = "The file is larger than 2 GB. The command line takes it: feedback-buttons sign."
LIST_CROWDED = "Too many lists are being signed at the moment. Try again later."
LIST_DISK = "This server's disk has no room for it. The command line signs it elsewhere: feedback-buttons sign."
LIST_DATABASE = "The database is away, so nothing can be kept. Try again later."
LIST_NONE = "no row could be signed; is this the right file and column?"
LIST_FAILED = "It could not be signed. Whoever runs this finds in the log of the dashboard what kind of failure it was."

NO_TOOL = "Choose your mail tool above; then this says what to do in it."
CHECK_FIELD, CHECK_PASTE, CHECK_TRACKING, CHECK_MIND = (
    "Contact field",
    "Paste",
    "Link tracking",
    "Mind",
)
FIELD = (
    "Make a contact field {field}, of the kind text, and import the signed file's column feedback_token into it. "
    "The code calls it:"
)
PASTE = "Paste the code into {paste}. Not into the text editor: it would show as text."
HTML_CODE, TEXT_CODE = "Code for the HTML block", "Code for the plain-text version"
COPY, COPIED = "Copy", "Copied"
UNCONFIRMED = "Unconfirmed"
UNCONFIRMED_MEANS = "Nobody has confirmed this for us, so look at a test first."
SOURCE = "Source"
SHARE = "For a colleague who has access to the mail tool"
SHARE_MEANS = "This link opens this list and the code, without signing in, and nothing else."
HANDOVER = "Buttons for a mail"
HANDOVER_LEAD = "What to do in {tool}, from top to bottom. Nothing here changes anything; this page shows no answers."
HANDOVER_CLOSED = "This campaign is closed: answers from these buttons would not count."
HANDOVER_BAD = "This link shows nothing"
HANDOVER_BAD_HINT = "It may have been cut off on the way, or is no longer valid. Ask for it again."

TEST_MEANS = (
    "A mail with real buttons of a test recipient, as chosen above. What you press on it is never saved and never "
    "counts. It does not pass through your mail tool; for that, send one from there and check it below."
)
TEST_TO, SEND, SENT = (
    "Your mail address",
    "Send me a test",
    "Sent. It should arrive within a minute.",
)
TEST_ADDRESS = "Write one mail address, such as anna@example.com."
TEST_BRAKED = "That was a lot of tests. The next one is possible in {seconds} seconds."
TEST_FILE = "Take it as a file (.eml)"
TEST_NO_SERVER = (
    "To have it sent from here, whoever runs this sets FEEDBACK_SMTP_URL and FEEDBACK_SMTP_FROM. Until then, take it "
    "as a file: a double click opens it in most mail programs."
)

LINT_MEANS = (
    "Send a test from your mail tool to yourself, save it (.eml), and drop it here. It is read, not kept, and no "
    "link in it is followed."
)
LINT_MAILED = "Or let your mail tool send one to"
LINT_DROP, LINT_OR = "Drop the mail here, or choose it", "or paste its source or HTML"
LINT_DO = "Check it"
LINT_TOO_LARGE = "The mail is larger than 5 MB. Save it without its attachments."
LINT_NOTHING = "Choose a mail, or paste one."
SEVERITIES = {"error": "Error", "warning": "Warning", "note": "Note"}

# ---- test mails that came to the linter's address ----

MAIL_TESTS = "Test mails"
MAIL_TESTS_LEAD = (
    "Let your mail tool send a test to this address, as it would to a recipient. What was found in it stands here for "
    "a day; the mail itself is not kept, and no link in it is followed."
)
MAIL_TESTS_OFF = (
    "No address is set up to send tests to. Whoever runs this sets FEEDBACK_LINT_ADDRESS; until then, drop the mail "
    "on a campaign's studio."
)
MAIL_TESTS_TO = "Send a test to"
MAIL_TESTS_LABEL = "What stands behind the plus sign is shown with the test, so that you know yours. You may change it."
MAIL_TESTS_NONE = "None within the last day."
MAIL_TESTS_AGAIN = "Look again"
UNCHECKED = "signatures were not checked"


def size(count: int) -> str:
    """98304 → "96 KB"."""
    return local(f"{max(1, round(count / 1024)):,} KB")


def step(name: str) -> str:
    """A step's heading: "1. How the buttons ask and look"."""
    return f"{list(STEPS).index(name) + 1}. {tr(STEPS[name])}"


def rows(number: int) -> str:
    """ "1 row", "4,812 rows"."""
    return trn("{number} row", "{number} rows", number)


def found(buttons: int, campaign: str, errors: int, warnings: int) -> str:
    """What was found in a mail, in a line."""
    there = trn("{number} button", "{number} buttons", buttons)
    if campaign:
        there = tr("{buttons} of {campaign}").format(buttons=there, campaign=campaign)
    said = [trn("{number} error", "{number} errors", errors)] if errors else []
    said += [trn("{number} warning", "{number} warnings", warnings)] if warnings else []
    and_, none = tr(" and "), tr("nothing wrong")  # messages are not found within f-strings
    return f"{there}: {and_.join(said) or none}."


def counted(report: Report) -> str:
    """What a report says, in a line."""
    severities = [finding.severity for finding in report.findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    return found(report.buttons, report.campaign, errors, warnings)


team_language.translated(__name__)
