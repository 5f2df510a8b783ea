"""Public addresses have one form, whoever wrote them down; and what runs says where it listens."""

import os
from pathlib import Path

import pytest

from feedback_buttons.config import running
from feedback_buttons.config.settings import Config, ConfigError


def settings(tmp_path: Path, **environ: str) -> Config:
    return Config.from_env({"FEEDBACK_DATA_DIR": str(tmp_path), **environ}, needs=())


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://Feedback.Example.COM", "https://feedback.example.com"),
        ("HTTPS://feedback.example.com:443/", "https://feedback.example.com"),
        ("http://feedback.example.com:80", "http://feedback.example.com"),
        ("https://feedback.example.com:8443", "https://feedback.example.com:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://BU\u0308CHER.example:443", "https://xn--bcher-kva.example"),
        ("https://例え.jp", "https://xn--r8jz45g.jp"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
        ("http://fb_test.example.com", "http://fb_test.example.com"),
        (" https://example.com/Feedback/ ", "https://example.com/Feedback"),
        ("https://example.com//a//b", "https://example.com/a/b"),
    ],
)
def test_an_address_has_the_form_that_browsers_send(tmp_path: Path, written: str, url: str) -> None:
    assert settings(tmp_path, FEEDBACK_URL=written).url == url


def test_a_dashboard_may_stand_below_a_path(tmp_path: Path) -> None:
    root = settings(tmp_path, FEEDBACK_DASHBOARD_URL="https://FB.example.com/")
    assert root.dashboard_url == "https://fb.example.com"
    below = settings(tmp_path, FEEDBACK_DASHBOARD_URL="https://FB.example.com/Team/nps/")
    assert below.dashboard_url == "https://fb.example.com/Team/nps"


@pytest.mark.parametrize("path", ["/campaign", "/comments/team", "/api/", "/_dash-team"])
def test_a_path_that_reads_like_a_page_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ConfigError, match="must not begin with /"):
        settings(tmp_path, FEEDBACK_DASHBOARD_URL=f"https://example.com{path}")


@pytest.mark.parametrize(
    "written",
    ["feedback.example.com", "ftp://x", "https://x?a=1", "https://x#a", "https://u:p@x", "https://x:y",
     "https://[::1", "https://..ü"],
)  # fmt: skip
def test_what_is_no_address_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigError, match="FEEDBACK_URL must be an address"):
        settings(tmp_path, FEEDBACK_URL=written)


@pytest.mark.parametrize(
    ("host", "url"),
    [("::1", "http://[::1]:8101"), ("::", "http://127.0.0.1:8101"), ("fb", "http://fb:8101")],
)
def test_a_host_stands_in_an_address_as_it_must(tmp_path: Path, host: str, url: str) -> None:
    assert settings(tmp_path, HOST=host, PORT="8101").url == url


def test_commands_know_where_the_running_installation_listens(tmp_path: Path) -> None:
    up = {"HOST": "127.0.0.1", "PORT": "8101", "DASHBOARD_PORT": "8151"}
    listens = settings(tmp_path, **up)
    running.note(
        tmp_path,
        {**up, "FEEDBACK_URL": listens.url, "FEEDBACK_DASHBOARD_URL": "https://fb.example.com"},
    )
    beside = settings(tmp_path)
    assert (beside.url, beside.port) == ("http://127.0.0.1:8101", 8101)
    assert (beside.dashboard_url, beside.dashboard_port) == ("https://fb.example.com", 8151)
    assert settings(tmp_path, FEEDBACK_URL="https://x.example").url == "https://x.example"
    assert settings(tmp_path, PORT="9000").url == "http://127.0.0.1:9000"


def test_commands_speak_by_the_clock_and_the_rules_of_the_running_installation(
    tmp_path: Path,
) -> None:
    rules = {
        "FEEDBACK_TIME_ZONE": "Asia/Kathmandu", "FEEDBACK_PROXIES": "2", "FEEDBACK_REFERENCE_DAYS": "30",
        "FEEDBACK_RETENTION_DAYS": "14", "FEEDBACK_AUDIT_DAYS": "700", "FEEDBACK_SMTP_URL": "smtp://u:secret@x",
    }  # fmt: skip
    running.note(tmp_path, dict.fromkeys(running.NAMES, "8101") | rules)
    beside = settings(tmp_path, FEEDBACK_URL="http://a", FEEDBACK_DASHBOARD_URL="http://b")
    assert (beside.time_zone, beside.proxies) == ("Asia/Kathmandu", 2)
    assert (beside.reference_days, beside.retention_days, beside.audit_days) == (30, 14, 700)
    assert "secret" not in (tmp_path / "running.json").read_text("utf-8")
    own = settings(tmp_path, FEEDBACK_TIME_ZONE="Europe/Paris", FEEDBACK_URL="http://a",
                   FEEDBACK_DASHBOARD_URL="http://b")  # fmt: skip
    assert (own.time_zone, own.proxies) == ("Europe/Paris", 2)


@pytest.mark.parametrize("left", ["", "[]", "{}", '{"pid": 0}', '{"pid": "x"}', None])
def test_what_is_left_of_one_that_is_gone_says_nothing(tmp_path: Path, left: str | None) -> None:
    if left is None:
        gone = os.fork()
        if not gone:
            os._exit(0)
        os.waitpid(gone, 0)
        left = str(dict.fromkeys(running.NAMES, "1") | {"pid": gone}).replace("'", '"')
    (tmp_path / "running.json").write_text(left, "utf-8")
    assert settings(tmp_path).url == "http://127.0.0.1:8080"
