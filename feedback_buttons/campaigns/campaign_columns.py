"""What the columns of a campaign that people set are about: the help of the command line and the API's document."""

from feedback_buttons.base.policy_names import MEANING
from feedback_buttons.campaigns import scales

ABOUT = {
    "name": "What the team calls it.",
    "owner": "Who in the team answers for it; the overview can be filtered by it.",
    "touchpoint": "Its place in the customer's journey.",
    "target_score": "The score that it aims at; without one that of its touchpoint.",
    "target_answers": "The number of answers that it aims at; without one that of its touchpoint.",
    "language": "The recipients' language; without one that of each reader's browser.",
    "asks": "On which scale its mail asks, if that is known: the figures CSAT and CES stand only where it asked for "
    "them.",
    "policy": MEANING,
    "sender": "Who asks, as the recipients know it.",
    "question": "What stands above the buttons.",
    "help_url": "Where recipients get help; shown to all alike.",
    "help_label": "The words of that link.",
    "share_url": "Where recipients can tell others; shown to all alike, whatever their score: review sites and "
    "consumer law forbid to ask only the happy.",
    "share_label": "The words of that link.",
    "texts": "The sender's own words by language, all of them; what is left out is said in ours.",
    "questions": "Follow-up questions, all of them; what is left out is asked no longer. At any score at most one with "
    "choices and one without.",
    "scale": "The scores that it asks: 0-10 as the field does for NPS, stored and shown as such. Stays once anybody "
    f"has clicked. Usually {scales.USUAL}.",
    "sent_at": "When the mail was sent.",
    "mails": "How many mails were sent, in the first wave.",
    "waves": "The further times at which its mail is sent, after sent_at, with what is known of each.",
    "repeat_after": "In a standing flow: after how many days a click is a new answer.",
    "change_closed": "Whether an answer from before it was closed can still be changed by who gave it.",
    "offer_contact": "Whether the page after the click offers to leave a mail address or a phone number, which "
    "opens a case.",
    "count_unsigned": "Whether answers through buttons without a token count in its figures, of each browser its "
    "last of a day: nobody knows whose they are.",
    "time_zone": "By whose clock its days and hours are told, as the IANA names it; without one that of the "
    "installation.",
}
