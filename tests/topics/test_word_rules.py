"""The words by which a topic is found, as a team types them."""

import pytest
from properties import given, st

from feedback_buttons.topics import word_rules
from feedback_buttons.topics.word_rules import Rule, RuleError, Word


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("courier", ["courier"]),
        ("Courier, courier\nCOURIER", ["courier"]),
        ("where is my order", ["where is my order"]),
        ('"where is my order"', ["where is my order"]),
        ("„wo bleibt mein paket“; «où est ma commande»", ["wo bleibt mein paket", "où est ma commande"]),
        ("bezorg*, niet gelever*", ["bezorg*", "niet gelever*"]),
        ('late, -"late train"', ["late", "-late train"]),
        ('late, - "late train"', ["late", "-late train"]),
        ("late, -train*", ["late", "-train*"]),
        ('"red, or blue", green', ["red or blue", "green"]),
        ("l'emballage, l’équipe", ["l emballage", "l équipe"]),  # noqa: RUF001 (as phones write it)
        ("a & !b, foo:*, (late)", ["a b", "foo*", "late"]),
        ("late, –train, −bus", ["late", "-train", "-bus"]),  # noqa: RUF001 (as programs make of -)
        ("cafe\u0301, ＣＡＦＥ́, \u200fﬁne\u200b, be\u00adzorgd", ["café", "fine", "bezorgd"]),  # noqa: RUF001
        ("late\ttoo late\r\n📦 lost\tتأخير", ["late", "too late", "lost", "تأخير"]),
        ("\r\n".join(f"word{number}" for number in range(300)), [f"word{number}" for number in range(300)]),
        (" , ;\n\n", []),
        ("", []),
        ("e-mail*, a.b", ["e-mail*", "a.b"]),
    ],
)  # fmt: skip
def test_rules_are_read_as_they_were_meant(typed: str, lines: list[str]) -> None:
    parsed = word_rules.parse(typed)
    assert str(parsed).splitlines() == lines
    assert word_rules.parse(str(parsed)) == parsed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("*day", "star stands in front"),
        ("to*", "would catch nearly everything"),
        ("*", "would catch nearly everything"),
        ("good, !!!", "no letters"),
        ('say "hello', "is open"),
        ("late, -", "no word behind the minus"),
        ("-late", "only exclusions"),
        ("x" * 81, "too long"),
        (", ".join(f"word{number}" for number in range(501)), "t most 500"),
    ],
    ids=lambda text: text[:12],
)
def test_what_cannot_be_a_rule_is_refused_with_advice(typed: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        word_rules.parse(typed)
    assert says in refused.value.sentence


def test_an_exclusion_stands_on_its_own_side() -> None:
    parsed = word_rules.parse("late train, -late*")
    assert parsed.wanted == (Rule((Word("late"), Word("train"))),)
    assert parsed.asked_for() == {
        "any": [[["late", False], ["train", False]]],
        "none": [[["late", True]]],
    }


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        parsed = word_rules.parse(typed)
    except RuleError:
        return
    assert all(word.text.strip("*") == word.text for rule in parsed.rules for word in rule.words)
