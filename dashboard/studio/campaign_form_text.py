"""What the form of a campaign says: making, changing and closing one."""

from feedback_buttons.dashboard.studio import after_click_text
from feedback_buttons.i18n.team_language import lazy_gettext

NEW = lazy_gettext("New campaign")
NEW_LEAD = lazy_gettext(
    "A campaign is one mail, or one flow of mails, whose answers are counted together."
)
CHANGE = lazy_gettext("About the campaign")
ASK_EDITOR = lazy_gettext("An editor or an admin can make one.")
FIRST = lazy_gettext("Make your first one: its buttons are in your mail within five minutes.")
MAKE, SAVE = lazy_gettext("Make it"), lazy_gettext("Save")
SAVED = lazy_gettext("Saved.")
CHANGED = {
    "waves": lazy_gettext("Waves"),
    "questions": lazy_gettext("Follow-up questions"),
    "texts": lazy_gettext("Your own words"),
}
FIELDS = {
    "name": (
        lazy_gettext("Name"),
        lazy_gettext("What your team calls it."),
        lazy_gettext("Sorry, your present is late"),
    ),
    "touchpoint": (
        lazy_gettext("Touchpoint"),
        lazy_gettext("Its place in the customer's journey; optional."),
        lazy_gettext("Delay apology"),
    ),
    "language": (lazy_gettext("Language of the mail"), "", ""),
    "asks": (
        lazy_gettext("What the mail asks"),
        lazy_gettext(
            "CSAT and CES are shown on the campaign's page only if its mail asks for them."
        ),
        "",
    ),
    "mails": (
        lazy_gettext("Number of mails"),
        lazy_gettext("For the response rate; can be entered later."),
        "5000",
    ),
    "scale": (lazy_gettext("Scale"), lazy_gettext("Cannot be changed after the first click."), ""),
    "question": (
        lazy_gettext("Question above the buttons"),
        lazy_gettext(
            "Empty: “How would you rate us?” in the mail's language; with 0 to 10 "
            "“How likely are you to recommend us …?”"
        ),
        "",
    ),
    "owner": (
        lazy_gettext("Owner"),
        lazy_gettext("Who in your team is responsible for it; optional."),
        "",
    ),
    "time_zone": (
        lazy_gettext("Time zone"),
        lazy_gettext("The time zone of its days and hours. Empty: {zone}."),
        "",
    ),
    "count_unsigned": (
        lazy_gettext("Count unsigned answers"),
        lazy_gettext(
            "Answers through buttons without a token. Their recipients are unknown, so somebody "
            "may answer twice; of each browser, the last answer of a day counts."
        ),
        "",
    ),
    "offer_contact": (
        lazy_gettext("Contact on request"),
        lazy_gettext(
            "Whether the page after the click has a field for a mail address or a phone number. "
            "Filling it in opens a case."
        ),
        "",
    ),
    "change_closed": (
        lazy_gettext("Changes after closing"),
        lazy_gettext(
            "Whether people who answered before the campaign was closed may still change their "
            "answer. New answers never count."
        ),
        "",
    ),
    "target_score": (
        lazy_gettext("Target: score"),
        lazy_gettext(
            "The campaign's page shows whether this score is reached for certain. Empty: the "
            "target of its touchpoint, if it has one."
        ),
        "7.5",
    ),
    "target_answers": (
        lazy_gettext("Target: answers"),
        lazy_gettext("How many answers you want. Empty: the target of its touchpoint."),
        "500",
    ),
    "sender": (
        lazy_gettext("Sender"),
        lazy_gettext(
            "The name by which your customers know you; shown on the page after the click."
        ),
        lazy_gettext("Gift & Co."),
    ),
}
CAMPAIGN_SCALES = {
    "1-10": lazy_gettext("1 to 10: ten buttons, five faces or stars"),
    "0-10": lazy_gettext("0 to 10, the standard scale of NPS: eleven buttons; not in the index"),
}
NOT_SAID = lazy_gettext("Not said yet")
ANY_LANGUAGE = lazy_gettext("Each recipient's own, as their browser says")
NOT_A_SCORE = lazy_gettext("A target is a number, such as 7.5.")
NOT_A_NUMBER = lazy_gettext("The number of mails is a whole number, such as 5000.")
SENT_AT, SENT_NOW, NOT_SENT = (
    lazy_gettext("When it was sent"),
    lazy_gettext("Mark as sent now"),
    lazy_gettext("Mark as not sent yet"),
)
SENT_MEANS = lazy_gettext(
    "Press this when you send the mail. The time between sending and a click helps to tell "
    "people from mail scanners, and the time line begins there."
)
WAVES = lazy_gettext("Waves")
WAVES_MEAN = lazy_gettext(
    "Was the mail sent again, to other people or as a reminder? Each wave is marked on the time "
    "line, its mails count for the response rate once it is sent, and exports name the wave of "
    "each answer."
)
WAVES_FIRST = lazy_gettext("Say first when the campaign was sent.")
WAVE = lazy_gettext("Wave {number}")
WAVE_AT = lazy_gettext("Sent at ({zone})")
WAVE_NAME = lazy_gettext("What you call it")
WAVE_HINT = lazy_gettext("To remove a wave, empty its time.")
SENT_SINCE = lazy_gettext("It was sent")
CLOSE, REOPEN = lazy_gettext("Close the campaign"), lazy_gettext("Open it again")
CLOSE_MEANS = lazy_gettext(
    "Answers that are given from then on no longer count; recipients can still erase theirs. "
    "You can open it again."
)
CLOSED_MEANS = lazy_gettext("It is closed: new answers do not count.")
DELETE = lazy_gettext("Delete the campaign and all its answers")
DELETE_MEANS = lazy_gettext(
    "Its settings, scores, comments and evidence are deleted for good, and its buttons say that "
    "it is gone. To keep the figures, close it instead, or export its answers first."
)
DELETE_TYPE = lazy_gettext("To confirm, type")
CLOSED, REOPENED = lazy_gettext("Closed."), lazy_gettext("Open again.")
# What is said of a column that somebody else has changed.
LABELS = {
    name: label for name, (label, *_) in {**FIELDS, **after_click_text.FIELDS}.items()
} | CHANGED
