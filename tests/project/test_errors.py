"""The tree of errors: every exception of the package stands in it, or is named here with the reason why not."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import feedback_buttons
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.slugs import SlugError
from feedback_buttons.base.text_lines import LineError
from feedback_buttons.base.time_zones import TimeZoneError
from feedback_buttons.campaigns.campaign_checks import CampaignError
from feedback_buttons.campaigns.question_checks import QuestionError
from feedback_buttons.cli.error_messages import ADVICE, explain
from feedback_buttons.dashboard.api.problems import ELSEWHERE, PROBLEMS, REFUSALS, Problem
from feedback_buttons.i18n.team_language import speaking

INTERNAL = {
    "Away": "the writer's: what waits for the database goes to disk instead",
    "BadMessage": "answered to a mail provider, who reads no hint; logged",
    "BadNonce": "the page is served again",
    "BadSignature": "answered to a mail provider, who reads no hint; logged",
    "BadToken": "the recipient is shown a page that says so kindly",
    "CallError": "kept as what came of an attempt at a message; operators read it on the page of messages",
    "EvidenceChanged": "the writer's: the request is tried again, or goes to disk",
    "Declined": "the writer's: as Away, of a database that answers",
    "Dropped": "ends the thread that signs a list, whose user has gone",
    "Full": "the batcher's: what was not written goes to disk instead",
    "Gone": "the server's own: a client that has left gets no answer",
    "Lost": "the endpoint answers it with a page in the recipient's language",
    "Problem": "the API's answer itself, made of one of the tree",
    "Refused": "the server's own: a request that no page sends is answered and its connection closed",
    "Refusal": "the endpoint answers it with a page in the recipient's language",
    "HelpdeskFailure": "kept as what came of an attempt at a ticket; operators read it on the page of messages",
    "SignInLost": "the channel of a help desk stops, and its page says so",
    "SealError": "each who seals something says in an error of its own what is to be done",
    "SharedSession": "libpq's: an address that leads through a pooler cannot be used, as one that nobody answers at",
    "Unsigned": "a button's address that nobody signed; its page says so",
    "SigninCrowded": "the sign-in page says it, with a status of its own",
    "UnmergedToken": "the recipient is shown a page that says so kindly",
    "UnreadableEvent": "answered to a mail provider, who reads no hint; logged",
}


def _exceptions() -> Iterator[type[Exception]]:
    for module in pkgutil.walk_packages(feedback_buttons.__path__, "feedback_buttons."):
        if module.name.endswith("__main__"):
            continue
        for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(found, Exception) and found.__module__ == module.name:
                yield found


EXCEPTIONS = list(_exceptions())
TREE = [each for each in EXCEPTIONS if issubclass(each, FeedbackError)]


def test_every_exception_is_in_the_tree_or_named_as_internal() -> None:
    assert {each.__name__ for each in EXCEPTIONS if each not in TREE} == set(INTERNAL)


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_an_error_has_a_code_of_its_own(kind: type[FeedbackError]) -> None:
    assert "code" in vars(kind)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
    assert Counter(each.code for each in TREE)[kind.code] == 1


def test_no_two_exceptions_have_one_name() -> None:
    names = Counter(each.__name__ for each in EXCEPTIONS)
    assert [name for name, number in names.items() if number > 1] == []


def test_an_error_is_worded_when_it_is_shown() -> None:
    error = FeedbackError(wording("there is no campaign {campaign!r}."), campaign="sint")
    assert error.sentence == "There is no campaign 'sint'."
    with speaking("nl"):
        assert str(error) == "er is geen campagne 'sint'."


def test_an_error_made_of_another_says_the_same_under_its_code() -> None:
    class Other(FeedbackError):
        code = "other"

    told = FeedbackError.of(Other("no {thing}", hint="take {thing}", thing="tea"))
    assert (told.code, told.sentence, told.hint) == ("other", "No tea.", "take tea")


def test_the_command_line_says_any_of_them() -> None:
    for kind in TREE:
        made = kind.__new__(kind)
        FeedbackError.__init__(made, "no tea.", hint="Take coffee.")
        assert str(explain(made)).startswith("no tea. Take coffee.")


def test_advice_and_refusals_name_codes_that_there_are() -> None:
    codes = {each.code for each in TREE}
    assert set(ADVICE) <= codes
    assert codes - {FeedbackError.code} == REFUSALS.keys() | ELSEWHERE
    assert not REFUSALS.keys() & ELSEWHERE
    assert set(REFUSALS.values()) <= set(PROBLEMS)


def test_whatever_a_campaign_is_refused_for_is_a_problem_of_the_program_that_asked() -> None:
    """Its checks make a CampaignError of each of these, which keeps its code."""
    sources = (SlugError, LineError, QuestionError, TimeZoneError, CampaignError)
    assert {kind.code for kind in sources} <= REFUSALS.keys()


def test_an_error_that_is_no_programs_fault_is_no_problem_of_its() -> None:
    assert Problem.of(FeedbackError("no tea.")) is None


def test_pages_show_an_error_in_whole_sentences() -> None:
    pages = (Path(__file__).parents[2] / "dashboard").rglob("*.py")
    assert [path.name for path in pages if "str(error)" in path.read_text("utf-8")] == []
