"""Checks a mail as it really arrived: what is wrong with its buttons, and how to mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from feedback_buttons.base.phrases import phrase
from feedback_buttons.mail_lint import link_rules, part_rules, shared_token
from feedback_buttons.mail_lint.lint_case import SEVERITIES, Case, LintFinding
from feedback_buttons.mail_lint.mail_reader import UnreadableMail, read
from feedback_buttons.signing.tokens import Tokens

Rule = Callable[[Case], Iterable[LintFinding]]
RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule for rule in (*link_rules.RULES, *part_rules.RULES)
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, worst first. ``buttons`` is how many there are, ``campaign`` whose they are;
    ``checked`` says whether the tokens' signatures were looked at, ``token_hash`` which mails had one token."""

    findings: tuple[LintFinding, ...]
    buttons: int = 0
    campaign: str = ""
    checked: bool = False
    token_hash: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is an error."""
        return not any(finding.severity == "error" for finding in self.findings)


def lint(
    mail: bytes | str,
    *,
    url: str | None = None,
    campaign: str | None = None,
    tokens: Tokens | None = None,
    scale: str | None = None,
) -> Report:
    """What is wrong with the buttons in a mail. Follows no link, fetches nothing, keeps nothing.

    Args:
        mail: a message as it arrived (.eml), or its HTML alone.
        url: where the buttons should lead, such as https://feedback.example.com.
        campaign: the slug of the campaign whose buttons they should be.
        tokens: with the keys, to look at the signatures as well.
        scale: the campaign's, where it is known.

    >>> report = lint('<a href="https://fb.example.com/r/orders/{{feedback_token}}/7">7</a>')
    >>> report.ok, report.findings[0].rule, str(report.findings[0].wrong)
    (False, 'unmerged', 'The merge tag was never filled in: {{feedback_token}}')
    """
    try:
        case = Case(read(mail), url, campaign, tokens, scale)
    except UnreadableMail as error:
        return Report((_unreadable(error),))
    findings = (
        replace(finding, rule=name) for name, rule in RULES.items() for finding in rule(case)
    )
    slug = case.buttons[0][1].campaign if case.buttons else ""
    return Report(
        findings=tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))),
        buttons=len(case.shown),
        campaign=slug,
        checked=tokens is not None and bool(case.buttons),
        token_hash=shared_token.token_hash(case),
    )


def _unreadable(error: UnreadableMail) -> LintFinding:
    return LintFinding(
        "error",
        "unreadable",
        phrase("The mail cannot be read: {error}.", error=error.phrase),
        phrase("Save the mail as it arrived, as .eml."),
        phrase("the mail"),
    )
