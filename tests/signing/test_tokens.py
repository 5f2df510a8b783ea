"""Tokens: what survives mail tools, what is refused, how keys rotate."""

from datetime import UTC, datetime

import pytest

from feedback_buttons.signing.tokens import BadToken, Tokens, UnmergedToken, is_merge_tag

OLD, NEW, PSEUDONYM = "old signing key ".ljust(32, "."), "new signing key ".ljust(32, "."), "p" * 32
SENT = datetime(2026, 12, 5, 9, tzinfo=UTC)


@pytest.fixture
def tokens() -> Tokens:
    return Tokens([NEW], PSEUDONYM)


def test_a_campaign_token_reads_back(tokens: Tokens) -> None:
    recipient = tokens.recipient("customer 17")
    invitation = tokens.read("delay-apology", tokens.sign("delay-apology", recipient))
    assert (invitation.campaign, invitation.recipient) == ("delay-apology", recipient)
    assert (invitation.occasion, invitation.sent_at, invitation.test) == (0, None, False)


def test_a_message_token_carries_its_occasion_and_send_time(tokens: Tokens) -> None:
    occasion = tokens.occasion("order 4711")
    invitation = tokens.read("orders", tokens.sign("orders", -5, occasion, SENT))
    assert (invitation.recipient, invitation.occasion, invitation.sent_at) == (-5, occasion, SENT)


def test_a_contact_token_is_good_in_every_campaign(tokens: Tokens) -> None:
    token = tokens.sign(None, 5)
    assert tokens.read("one", token).campaign == "one"
    assert tokens.read("two", token).campaign == "two"


def test_a_campaign_token_is_good_in_its_own_campaign_only(tokens: Tokens) -> None:
    with pytest.raises(BadToken):
        tokens.read("two", tokens.sign("one", 5))


def test_a_test_token_says_so(tokens: Tokens) -> None:
    assert tokens.read("one", tokens.sign("one", 5, test=True)).test


@pytest.mark.parametrize("recipient", [0, 1, -1, 2**63 - 1, -(2**63)])
def test_every_recipient_reads_back(tokens: Tokens, recipient: int) -> None:
    assert tokens.read("one", tokens.sign("one", recipient)).recipient == recipient


@pytest.mark.parametrize("campaign", ["one", None], ids=["campaign", "contact"])
@pytest.mark.parametrize("keys", ["k" * 32, "k" * 100], ids=["short keys", "long keys"])
def test_thousands_are_signed_as_one_by_one(campaign: str | None, keys: str) -> None:
    tokens, references = Tokens([keys], keys), [f"customer {n}" for n in range(2501)]
    expected = [tokens.sign(campaign, tokens.recipient(each)) for each in references]
    assert tokens.signer(campaign).many(references) == expected
    assert tokens.signer(campaign)(references[0]) == expected[0]
    assert tokens.signer(campaign).many([]) == []


def test_mails_that_were_sent_keep_their_buttons(tokens: Tokens) -> None:
    assert tokens.sign("one", 1) == "00g000000000001msvdsk2p5pqem3a1"


@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param(str.upper, id="upper case"),
        pytest.param(lambda token: token.replace("0", "o"), id="zero read as o"),
        pytest.param(lambda token: token.replace("0", "O"), id="zero read as capital O"),
        pytest.param(lambda token: token.replace("1", "l"), id="one read as l"),
        pytest.param(lambda token: token.replace("1", "I"), id="one read as I"),
    ],
)
def test_a_token_survives_careless_hands(tokens: Tokens, mangle) -> None:  # noqa: ANN001 (a str method)
    for recipient in range(50):
        assert tokens.read("one", mangle(tokens.sign("one", recipient))).recipient == recipient


def test_changing_any_letter_breaks_a_token(tokens: Tokens) -> None:
    token = tokens.sign("one", 123456789)
    for place, letter in enumerate(token):
        other = "7" if letter != "7" else "8"
        with pytest.raises(BadToken):
            tokens.read("one", token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "0" * 31,
        "z" * 31,
        "0" * 50,
        "u" * 31,
        "_" * 31,
        "é" * 31,
        "\0" * 31,
        "٣" * 31,
        "a" * 10_000,
    ],
    ids=lambda token: f"{token[:1]!r} times {len(token)}",
)
def test_what_we_never_signed_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(BadToken):
        tokens.read("one", token)


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_truncated_token_is_refused(tokens: Tokens, cut: int) -> None:
    with pytest.raises(BadToken):
        tokens.read("one", tokens.sign("one", 5)[:cut])


@pytest.mark.parametrize(
    "tag",
    ["{{ feedback_token }}", "%7B%7Btoken%7D%7D", "*|FBTOKEN|*", "%%FEEDBACK_TOKEN%%", "%25%25T%25%25",
     "{$profile.TOKEN}", "[feedbacktoken,fallback=]", "%recipient.feedback_token%"],
)  # fmt: skip
def test_an_unmerged_tag_is_recognised(tokens: Tokens, tag: str) -> None:
    assert is_merge_tag(tag)
    with pytest.raises(UnmergedToken):
        tokens.read("one", tag)


def test_keys_rotate_new_ones_sign_and_old_ones_still_verify() -> None:
    before, after = Tokens([OLD], PSEUDONYM), Tokens([NEW, OLD], PSEUDONYM)
    assert after.read("one", before.sign("one", 5)).recipient == 5
    with pytest.raises(BadToken):
        before.read("one", after.sign("one", 5))
    with pytest.raises(BadToken):
        Tokens([NEW], PSEUDONYM).read("one", before.sign("one", 5))
