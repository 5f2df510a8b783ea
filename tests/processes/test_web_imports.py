"""What a web process loads: no more than a click needs, since each worker holds all of it in memory."""

import subprocess
import sys

# Cryptography for tokens of one mail tool takes nine megabytes; what draws, reads workbooks or sends, far more.
LIBRARIES = {
    "babel",
    "crawleruseragents",
    "gunicorn",
    "idna",
    "itsdangerous",
    "jinja2",
    "markupsafe",
    "prometheus_client",
    "psycopg",
    "psycopg_binary",
    "psycopg_pool",
    "typing_extensions",
    "werkzeug",
}
SUBJECTS = {
    "accounts",
    "base",
    "campaigns",
    "comments",
    "config",
    "endpoint",
    "i18n",
    "processes",
    "ratings",
    "recipient_page",
    "signing",
    "storage",
    "verdicts",
}
SCRIPT = (
    "import sys; from feedback_buttons.endpoint import first_request, web_app; "
    "from feedback_buttons.processes import serving, web_worker; first_request.prepare(); print(*sys.modules)"
)


def test_a_web_process_loads_only_what_a_click_needs() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    modules = set(ran.stdout.split())
    from_site = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    libraries = {name for name in from_site if not name.startswith("_")}
    assert libraries - LIBRARIES <= {"feedback_buttons", "cython_runtime"}
    ours = {name.split(".")[1] for name in modules if name.startswith("feedback_buttons.")}
    assert ours <= SUBJECTS
