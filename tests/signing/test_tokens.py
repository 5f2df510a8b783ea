"""Tokens: what survives mail tools, what is refused, how keys rotate."""

from datetime import UTC, datetime

import pytest

from feedback_buttons.signing import tool_signatures
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


@pytest.mark.parametrize(
    ("sent", "arguments"),
    [
        pytest.param("00g000000000001msvdsk2p5pqem3a1", ("one", 1), id="campaign"),
        pytest.param("00r000000000000bpj7jbxmq3txetpv", ("one", -(2**63)), id="lowest recipient"),
        pytest.param("010000000000001af12rep4xv5j83md", (None, 1), id="contact"),
        pytest.param(
            "0300000000000020000000000001nh7mmg4ac7t8s35gy0nph2", ("one", 1, 0, SENT), id="time"
        ),
        pytest.param(
            "030000000000003n5g29k0tm7ayhnh7mmgdahqgrmjen769jfh",
            ("one", 1, -3120974312248382732, SENT),
            id="message",
        ),
    ],
)
def test_mails_that_were_sent_keep_their_buttons(
    tokens: Tokens, sent: str, arguments: tuple
) -> None:
    assert tokens.sign(*arguments) == sent


def test_mails_that_were_signed_in_bulk_keep_their_buttons(tokens: Tokens) -> None:
    sent = ["00htyg0h2fv2fpnqhy5ca1yz53a78w2", "00gx1h1gftntemb6tv8674pk5afm1kq"]
    assert tokens.signer("one").many(["Zoë", "x"]) == sent
    assert tokens.signer(None)("Zoë") == "011tyg0h2fv2fpnmb6tj7dy2v77xd8k"


def test_people_and_orders_keep_their_numbers(tokens: Tokens) -> None:
    assert tokens.recipient("customer 17") == 6406208728529616883
    assert tokens.occasion("order 4711") == -3120974312248382732


@pytest.mark.parametrize(
    ("tool", "kept"),
    [
        ("braze", "649051e3b139440a5acc52dd06b4900eaab9fca7e820aaa86f2dac6ffc888690"),
        ("iterable", "43cde6d8f7930d5b0c38811ada4d72179297ee4fb1312bc84937de99efb7a8ae"),
        ("salesforce", "3bb041fb4f940be4e3c72495c3e0ef3f01aac0abf84ab0c192a5b3d3d39c91c2"),
    ],
)
def test_what_mail_tools_sign_with_stays(tokens: Tokens, tool: str, kept: str) -> None:
    assert tool_signatures.secret(tokens, "one", 7, tool) == kept


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
