"""What docs/deploy.md gives to be copied holds: units, the proxies' files, commands, settings."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from feedback_buttons.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def section(unit: Path, name: str) -> dict[str, str]:
    """A section of a unit, of a setting that stands there twice the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(unit)
    return dict(parser[name])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one_for_systemd(unit: Path, tmp_path: Path) -> None:
    assert section(unit, "Unit")["Description"].startswith("Feedback Buttons")
    if unit.suffix == ".service":
        service = section(unit, "Service")
        assert service["User"] == "feedback"
        assert service["ExecStart"].startswith("/opt/feedback-buttons/bin/")
    if systemd := shutil.which("systemd-analyze"):
        here = unit.read_text("utf-8").replace(
            "/opt/feedback-buttons/bin", str(Path(sys.executable).parent)
        )
        copies = [tmp_path / unit.name]
        copies[0].write_text(here, "utf-8")
        if unit.suffix == ".timer":  # it starts the service of its name
            copies.append(tmp_path / f"{unit.stem}.service")
            copies[1].write_text("[Service]\nExecStart=/bin/true\n", "utf-8")
        done = subprocess.run(
            [systemd, "verify", *copies], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_units_run_what_the_procfile_does() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    for name, command in (line.split(": ", 1) for line in lines):
        port = {"web": "8080", "dashboard": "8050"}.get(name, "")
        started = section(DEPLOY / f"feedback-{name}.service", "Service")["ExecStart"]
        wanted = command.replace("$PORT", port).replace("'", "")
        assert started == f"/opt/feedback-buttons/bin/{wanted}"


def test_the_proxies_ports_and_names_are_the_services() -> None:
    for file in ("Caddyfile", "nginx.conf"):
        text = (DEPLOY / file).read_text("utf-8")
        assert {"127.0.0.1:8080", "127.0.0.1:8050"} <= set(re.findall(r"127\.0\.0\.1:\d+", text))
        assert {"feedback.example.com", "dashboard.example.com"} <= set(
            re.findall(r"\w+\.example\.com", text)
        )
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "access_log off;" in nginx
    assert nginx.count("{") == nginx.count("}")
    assert "\tlog" not in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    openssl = shutil.which("openssl")
    if not nginx or not openssl:  # then the file was looked at above
        return
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x"]
    subprocess.run(
        [openssl, *words, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/var/log/nginx", str(tmp_path))
    site = re.sub(r"/etc/letsencrypt\S*fullchain.pem", str(certificate), site)
    (tmp_path / "site").write_text(re.sub(r"/etc/letsencrypt\S*privkey.pem", str(key), site))
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site; }}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_the_page_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r"feedback-buttons ([a-z]+)\b", PAGE)) - {"feedback"}
    assert commands <= set(COMMANDS)
    for setting in re.findall(r"\b(?:FEEDBACK_[A-Z_]+|(?:COLLECTOR_)?DATABASE_URL)\b", PAGE):
        assert f"| `{setting}` |" in readme, setting
    for link in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (ROOT / "docs" / link).exists(), link
    for copied in re.findall(r"docs/deploy/[\w.-]+", PAGE):
        assert (ROOT / copied).exists(), copied
