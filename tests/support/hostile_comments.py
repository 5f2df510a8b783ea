"""Comments that would be more than text somewhere: forms that are known from public lists and advisories, none of which
the channels' own tests made up. All 515 of the Big List of Naughty Strings were tried beside them and found nothing."""

LINES = "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r"  # what some programs end a line at

COMMENTS = {
    # docs.slack.dev, Formatting message text
    "Slack, mentions": "<!channel> <!here> <!everyone> <@U012AB3CD> <#C123> <!subteam^S1|x>",
    "Slack, a link": "<https://evil.example|your bank> <mailto:a@b.example|write>",
    "Slack, a date": "<!date^1392734382^{date_short}^https://evil.example|today>",
    "Slack, written as entities": "&lt;!here&gt; &#60;!channel&#62; &amp;lt;!everyone&amp;gt;",
    "Slack, markup": "*bold* _it_ ~gone~ `code` ```block``` > quote :tada:",
    # learn.microsoft.com, Format cards in Teams; Adaptive Cards templating
    "Teams, Markdown": "[your bank](https://evil.example) ![x](https://evil.example/x.png) # head\n- list",
    "Teams, a mention": "<at>everyone</at> <at id=0>Anna</at>",
    "Teams, a card's expressions": "{{DATE(2026-01-01, SHORT)}} ${title} ${$root.secret} @{triggerBody()}",
    # support.zendesk.com, placeholders and Liquid; Freshdesk's and Zoho Desk's placeholders
    "a help desk's placeholders": "{{ticket.comments}} {{{ticket.url}}} {{ ticket.requester.email }} ${Cases.Subject}",
    "a help desk's programs": "{% for c in ticket.comments %}{{c}}{% endfor %} {%- raw -%} $${{x}} %{name}",
    "a help desk's own line": "Feedback Buttons 4711-6f0f3a9e",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;</blockquote></p></body>",
    "HTML, cut": "<b <!-- ]]> --> <a href='javascript:alert(1)' \"x=",
    "a link in a template": "https://evil.example/?x=1&lt=2&gt;3",
    # CWE-93, and what mail servers read as the end
    "headers of a mail": "x\r\nBcc: everybody@example.com\r\nContent-Type: text/html\r\n\r\n<b>",
    "headers of a mail, encoded": "=?utf-8?q?=0D=0ABcc:_x=40y.example?= =?utf-8?b?DQpCY2M6IHg=?=",
    "the end of a mail": "a\r\n.\r\nQUIT\r\n.\n.",
    "a signature, a mailbox's line": "-- \nSubject: no\nFrom x@y Mon\n> quoted\n>> twice",
    "ends of lines": "a" + "".join(f"{line}Bcc: x@y.example" for line in LINES),
    # CWE-1236
    "a formula": "=cmd|' /C calc'!A0",
    "a formula in other letters": "\t=1+1 \N{FULLWIDTH EQUALS SIGN}1+1 @SUM(1) +1 -1",
    # Trojan Source (CVE-2021-42574), tags of Unicode
    "text that turns round": "\u202eevil\u2066 \u2067x\u2069 \u200f\u061c\ufeff",
    "letters that nobody sees": "\U000e0041\U000e0042\u200b\u200d\u2060\u00ad\ufe0f",
    "marks on marks": "e" + "\u0335\u0317\u0346" * 600,
    "what is no text": "\x00\x07\x1b[31m\x1b]8;;https://evil.example\x07x \ufffe",
    "long": "a" * 2000,
    "long, escaped": "&<>" * 600,
    "long, of four bytes": "\U0001f381" * 2000,
    "nothing": "",
}
