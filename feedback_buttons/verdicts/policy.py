"""How much proof a campaign asks for; and the times that all policies share."""

from dataclasses import dataclass
from datetime import timedelta

from feedback_buttons.base import policy_names

# Three different scores opened within the one, or two within the other, are a scanner's.
BURST = timedelta(minutes=10)
TWITCH = timedelta(seconds=2)
# Nobody reads a page and presses within this time.
HASTE = timedelta(seconds=0.6)
# Somebody who hesitates opens so many different scores before one is pressed.
HESITATION = 3
# A device opens so many for its reader, with previews or an antivirus; only a program opens more.
LOOKED_FOR = 8
# A finger that holds one button after the other for a preview is no faster.
PACE = timedelta(seconds=0.5)
# A reader opens a page, reads it and presses; a program presses what it has opened.
PAUSE = timedelta(seconds=1)
# So close to a scanner's visits, a page is taken for one of them.
BESIDE = timedelta(seconds=60)
# Two scores pressed from separate pages so quickly were pressed by no person.
RUSH = timedelta(seconds=20)
# Nor were three within this time.
VOLLEY = timedelta(seconds=60)
# Known machines that press so many scores around one from elsewhere pressed that one too.
COMPANY = 5
# Nor four one after the other, each so soon after the last.
CHAIN = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Policy:
    """One of POLICIES.

    Attributes:
        young: an answer sooner after sending than this needs a press.
        fresh: while the recipient has had the mail for less than this, most visits are scanners':
            a second score, or a machine on the same button, speaks against a page that was seen,
            and a press from a doubtful network needs another.
        settling: how long later evidence can withdraw an answer that nobody pressed.
        press: whether every answer needs a press.
        wary: whether age, network and other visits matter beside bursts and what a client says of
            itself.
    """

    name: str
    young: timedelta = timedelta(minutes=2)
    fresh: timedelta = timedelta(minutes=5)
    settling: timedelta = timedelta(hours=6)
    press: bool = False
    wary: bool = True


POLICIES = {
    policy.name: policy
    for policy in (
        Policy(policy_names.INSTANT, wary=False),
        Policy(policy_names.BALANCED),
        Policy(policy_names.STRICT, press=True),
    )
}
LONGEST_SETTLING = max(policy.settling for policy in POLICIES.values())
