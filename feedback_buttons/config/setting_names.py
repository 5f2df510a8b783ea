"""The names of all settings that are ours alone, and those that are nearly called so: a setting with a wrong name would
be passed over in silence."""

from collections.abc import Mapping
from difflib import get_close_matches

NAMES = (
    "FEEDBACK_ANSWER_DAYS", "FEEDBACK_AUDIT_DAYS", "FEEDBACK_COMMENT_DAYS", "FEEDBACK_DASHBOARD_URL",
    "FEEDBACK_DATA_DIR", "FEEDBACK_INSTALLATIONS", "FEEDBACK_KEEP_UNTIL", "FEEDBACK_LINT_ADDRESS", "FEEDBACK_LINT_PORT",
    "FEEDBACK_LOCAL_NETWORKS", "FEEDBACK_LOG", "FEEDBACK_METRICS_TOKEN", "FEEDBACK_PROXIES", "FEEDBACK_PSEUDONYM_KEY",
    "FEEDBACK_REFERENCE_DAYS", "FEEDBACK_RETENTION_DAYS", "FEEDBACK_SESSION_KEYS", "FEEDBACK_SIGNING_KEYS",
    "FEEDBACK_SMTP_FROM", "FEEDBACK_SMTP_URL", "FEEDBACK_SSO_CLAIM", "FEEDBACK_SSO_CLIENT_ID",
    "FEEDBACK_SSO_CLIENT_SECRET", "FEEDBACK_SSO_ISSUER", "FEEDBACK_SSO_ROLES", "FEEDBACK_SSO_SCOPE",
    "FEEDBACK_SUPERVISOR", "FEEDBACK_TIME_ZONE", "FEEDBACK_URL", "FEEDBACK_WORKER_PORT",
)  # fmt: skip
_ALIKE = 0.85  # of 1; others may be somebody else's, such as FEEDBACK_SERVICE_HOST of Kubernetes


def misspelled(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that nobody reads, each with the setting that is nearly called so.

    >>> misspelled({"FEEDBACK_RETENTION_DAY": "30", "feedback_url": "x", "FEEDBACK_SERVICE_HOST": "y"})
    {'FEEDBACK_RETENTION_DAY': 'FEEDBACK_RETENTION_DAYS', 'feedback_url': 'FEEDBACK_URL'}
    """
    near = {
        name: get_close_matches(name.upper(), NAMES, n=1, cutoff=_ALIKE)
        for name in environ
        if name not in NAMES
    }
    return {name: close[0] for name, close in near.items() if close}
