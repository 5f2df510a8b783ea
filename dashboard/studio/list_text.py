"""What the studio says of a list of recipients that is signed; beside studio_text.py."""

from feedback_buttons.i18n.team_language import lazy_gettext, trn

CHOOSE = lazy_gettext("Choose …")
LIST_MEANS = lazy_gettext(
    "A CSV or a workbook (.xlsx, .ods), as a spreadsheet or your mail tool saves it, with a row for each recipient: "
    "millions of rows, up to 2 GB. You get it back as a CSV with one more column, feedback_token."
)
LIST_TOKEN = lazy_gettext(
    "Signing gives each recipient a token: a code that identifies the recipient, does not "
    "contain their address and cannot be forged. Your mail tool puts it into the links of the "
    "buttons."
)
LIST_DROP = lazy_gettext("Drop the list here, or choose it")
LIST_NO_SCRIPT = lazy_gettext("This needs JavaScript, which this browser does not run.")
LIST_KEPT = lazy_gettext(
    "Your file and the signed list are stored on this server for one hour and then deleted. Only "
    "you can download them."
)
LIST_RESUMES = lazy_gettext(
    "If the connection breaks, choose the same file again: it goes on where it stopped."
)
LIST_BROKE = lazy_gettext("The connection broke.")
LIST_GO_ON = lazy_gettext("Go on")
LIST_RECEIVING = lazy_gettext("Uploading {name}")
LIST_READING = lazy_gettext("Reading {name}")
LIST_SHEET, LIST_HIDDEN = (
    lazy_gettext("Which sheet of the workbook?"),
    lazy_gettext("{name} (hidden)"),
)
LIST_SHEETS = lazy_gettext("The sheet “{read}” was read.")
LIST_OTHER_SHEET = lazy_gettext("Read the chosen sheet")
LIST_CHOOSING = lazy_gettext("{name} is here.")
LIST_COLUMN, LIST_COLUMN_HINT = (
    lazy_gettext("Which column identifies a person?"),
    lazy_gettext("A person has the same token each time."),
)
LIST_COLUMN_UNKNOWN = lazy_gettext(
    "No column is clearly the right one. Three values of each are shown."
)
LIST_MESSAGE = lazy_gettext("Does a row stand for a message, such as a ticket or an order?")
LIST_MESSAGE_NONE = lazy_gettext("No, for a person, who answers once")
LIST_MESSAGE_HINT = lazy_gettext(
    "Each message has an answer of its own, even two to one person on one day. What its column calls it stands beside "
    "the answer, in comments, exports and the API, and is kept for {days} days. Columns kept below then belong to the "
    "message."
)
LIST_MESSAGE_OF_ONE = lazy_gettext(
    "a message belongs to one campaign: choose its column, or tokens for all campaigns, not both."
)
LIST_WAVE = lazy_gettext("Which wave is this list for?")
LIST_WAVE_NONE = lazy_gettext(
    "No wave: answers belong to the wave that was sent last before the mail is opened"
)
LIST_WAVE_HINT = lazy_gettext(
    "The tokens then contain the wave, so each answer belongs to its wave, however late somebody "
    "opens the mail. Sign the list of each wave separately."
)
LIST_WAVE_OF_ONE = lazy_gettext(
    "a wave belongs to one campaign: choose it, or tokens for all campaigns, not both."
)
LIST_MESSAGES = lazy_gettext("Each {column} has an answer of its own.")
LIST_TWICE = lazy_gettext(
    "More than one column is called: {names}. Your mail tool may take one for the other."
)
LIST_REPEATS = lazy_gettext("This is intended: many rows name one person")
LIST_REPEATS_HINT = lazy_gettext(
    "As in a list of orders. Their rows have the same token, and one answer counts for each person."
)
LIST_ENCODING = lazy_gettext("Encoding")
LIST_ENCODINGS = {
    "": lazy_gettext("Found by itself (UTF-8, UTF-16, Windows-1252)"),
    "cp1250": lazy_gettext("Central European (Windows-1250)"),
    "cp1251": lazy_gettext("Cyrillic (Windows-1251)"),
    "cp1253": lazy_gettext("Greek (Windows-1253)"),
    "cp1254": lazy_gettext("Turkish (Windows-1254)"),
}
LIST_CONTACT = lazy_gettext("For all campaigns")
LIST_CONTACT_HINT = lazy_gettext(
    "Import it once into a contact field, for every mail. Else the tokens are this campaign's alone."
)
LIST_KEEP = lazy_gettext("Store these columns here")
LIST_KEEP_HINT = lazy_gettext(
    "Columns let you compare segments. The reference lets you answer people who were unhappy. "
    "Both are deleted {days} days after they were last signed. If you tick nothing, nothing "
    "about a recipient is stored."
)
LIST_REFERENCE = lazy_gettext("Reference: the column that identifies a person")
LIST_SIGN = lazy_gettext("Sign")
LIST_WAITING = lazy_gettext("Another list is being signed first.")
LIST_SIGNING = lazy_gettext("Signing: {rows} rows so far")
LIST_SIGNED = lazy_gettext("{rows} signed by {column}.")
LIST_RENEWED = lazy_gettext("Its column feedback_token was replaced in {rows}.")
LIST_UNCHANGED = lazy_gettext(
    "Its column feedback_token held these tokens already; they are the same."
)
LIST_LEFT_OUT = lazy_gettext("{rows} left out:")
LIST_REMINDER, LIST_REMINDER_HINT = (
    lazy_gettext("For a reminder: only those who have not answered"),
    lazy_gettext("Whoever has answered, or erased their answer, is left out."),
)
LIST_REMINDER_OF_ONE = lazy_gettext(
    "who has answered is known of one campaign: choose a reminder, or tokens for all campaigns, not both."
)
LIST_RESTS = lazy_gettext(
    "People who were asked by another mail within {days} days are left out; the result of "
    "signing says how many."
)
LIST_SAMPLE = lazy_gettext("{percent} of all people are asked, always the same ones.")
LIST_ANSWERED = lazy_gettext("{rows} left out: these people have answered.")
LIST_RESTED = lazy_gettext("{rows} left out: another mail asked these people lately.")
LIST_OUTSIDE = lazy_gettext("{rows} left out: these people are not in the campaign's sample.")
LIST_REPEATED = lazy_gettext("{rows} naming a person again; they have the same token:")
LIST_REPEATED_MESSAGE = lazy_gettext(
    "{rows} naming a message to a person again; they have the same token:"
)
LIST_LINE, LIST_REASON = lazy_gettext("Line"), lazy_gettext("Why")
LIST_SAME = lazy_gettext("The same person as in line {line}.")
LIST_SAME_MESSAGE = lazy_gettext("The same person and message as in line {line}.")
LIST_FIRST = lazy_gettext("The first {shown} are shown.")
LIST_FETCH = lazy_gettext("Download the signed list")
LIST_FETCH_REJECTS = lazy_gettext("Download the rows left out, to mend them")
LIST_UNTIL = lazy_gettext("Can be fetched until")
LIST_FORGET = lazy_gettext("Delete it now")
LIST_FORGOTTEN = lazy_gettext("Deleted.")
LIST_EMPTY = lazy_gettext("The file is empty.")
LIST_TOO_LARGE = lazy_gettext(
    "The file is larger than 2 GB. Split it, or ask whoever runs this server to sign it there."
)
LIST_CROWDED = lazy_gettext("Too many lists are being signed at the moment. Try again later.")
LIST_DISK = lazy_gettext(
    "This server's disk has no room for it. Split the file, or ask whoever runs this server."
)
LIST_DATABASE = lazy_gettext("The database is away, so nothing can be kept. Try again later.")
LIST_NONE = lazy_gettext("no row could be signed; is this the right file and column?")
LIST_FAILED = lazy_gettext(
    "It could not be signed. Whoever runs this finds in the log of the dashboard what kind of failure it was."
)


def rows(number: int) -> str:
    """ "1 row", "4,812 rows"."""
    return trn("{number} row", "{number} rows", number)
