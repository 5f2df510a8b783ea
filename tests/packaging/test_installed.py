"""What is installed elsewhere: the wheel, by itself and as the Containerfile does it, far from the sources."""

import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import yaml
from container import Image, build, virtual_environment
from ports import free_port

ROOT = Path(__file__).parents[2]
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """What the Containerfile builds."""
    return build(ROOT / "Containerfile", tmp_path_factory.mktemp("container"))


class Running:
    """The image's own process, once it says that it runs."""

    def __init__(self, image: Image, ports: dict[str, str]) -> None:
        self.image = image
        self.env = image.environment() | ports
        self.process = subprocess.Popen(
            image.words([*image.entrypoint, *image.command]),
            env=self.env,
            cwd=image.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Sample button" in line:
                break
        else:
            pytest.fail(f"it ended: {self.said}")

    def command(self, *words: str) -> str:
        """What a command of the installed program prints."""
        done = subprocess.run(
            self.image.words([*self.image.entrypoint, *words]),
            env=self.env, cwd=self.image.root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def running(image: Image) -> Iterator[Running]:
    ports = {"PORT": str(free_port()), "DASHBOARD_PORT": str(free_port())}
    data = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))  # root's Postgres can enter it
    started = Running(image, {**ports, "HOST": "127.0.0.1", "FEEDBACK_DATA_DIR": str(data)})
    yield started
    started.process.terminate()
    said, _ = started.process.communicate(timeout=60)
    assert started.process.returncode == 0, said
    shutil.rmtree(data)


def _opened(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own address)
        page: str = answer.read().decode()
    return page


def _nonce(page: str) -> str:
    found = re.search(r'name="page" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_a_button_is_clicked_and_counts(running: Running) -> None:
    running.command("campaign", "add", "delay", "--name", "Delay", "--language", "en")
    people = running.image.root / "people.csv"
    people.write_text("id\n1\n")
    signed = running.command("sign", "--campaign", "delay", str(people), "-")
    token = signed.split()[1].partition(",")[2]
    button = f"http://127.0.0.1:{running.env['PORT']}/r/delay/{token}/8"
    headers = {"User-Agent": PHONE, "Accept-Language": "en"}
    page = urllib.request.Request(button, headers=headers)
    shown = _opened(page)
    time.sleep(1)  # what is pressed sooner looks automatic
    form = {"do": "press", "page": _nonce(shown), "score": "8", "comment": "fine"}
    data = urllib.parse.urlencode(form).encode()
    origin = {"Origin": button.partition("/r/")[0]}
    shown = _opened(urllib.request.Request(button, data, headers=headers | origin))
    assert json.loads(running.command("report", "delay", "--json"))["answers"] == 1


def test_the_dashboard_opens_and_the_installation_is_well(running: Running) -> None:
    link = re.search(r"http://\S+/sign-in/\S+", running.said)
    assert link
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(link[0]) as asked:
        page = asked.read().decode()
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    with opener.open(link[0], urllib.parse.urlencode(form).encode()) as shown:
        assert shown.status == 200
    with opener.open(link[0].partition("/sign-in")[0] + "/") as overview:
        assert "Sample" in overview.read().decode()
    findings = json.loads(running.command("check", "--json"))
    assert [finding["message"] for finding in findings if not finding["ok"]] == []
    assert "up to date" in running.command("migrate")
    health = running.image.words(running.image.health)
    assert subprocess.run(health, env=running.env, check=False).returncode == 0


def test_the_wheel_is_one_package_with_types_and_all_its_files(image: Image) -> None:
    (site,) = image.root.glob("venv/lib/python3*/site-packages")
    (record,) = site.glob("feedback_buttons-*.dist-info/RECORD")
    files = {line.split(",")[0] for line in record.read_text("utf-8").splitlines()}
    tops = {name.split("/")[0] for name in files if not name.startswith("..")}
    assert tops == {"feedback_buttons", record.parent.name}
    for top, pattern in (("sql", "*.sql"), ("dashboard", "*.*"), ("feedback_buttons", "*.py")):
        below = "" if top == "feedback_buttons" else "feedback_buttons/"
        wanted = {
            f"{below}{path.relative_to(ROOT)}"
            for path in (ROOT / top).rglob(pattern)
            if "__pycache__" not in path.parts and path.suffix != ".md"
        }
        assert wanted <= files
    assert "feedback_buttons/py.typed" in files


def test_the_senders_library_needs_two_packages(image: Image, tmp_path: Path) -> None:
    python = virtual_environment(tmp_path / "venv")
    (wheel,) = image.path("wheels").glob("*.whl")
    install = ["install", "--quiet", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run([python.with_name("pip"), *install], check=True)
    (site,) = (tmp_path / "venv").glob("lib/python3*/site-packages")
    installed = {path.name.partition("-")[0] for path in site.glob("*.dist-info")}
    assert installed == {"feedback_buttons", "itsdangerous", "babel"}
    program = (
        "from feedback_buttons import Tokens, html, text; "
        "tokens = Tokens(['a signing key of 32 characters or more'], 'a pseudonym key as long as that!'); "
        "token = tokens.sign('delay', tokens.recipient('customer 17')); "
        "assert token in html('delay', 'https://fb.example.com', token); "
        "assert token in text('delay', 'https://fb.example.com', token)"
    )
    subprocess.run([python, "-I", "-c", program], cwd=tmp_path, check=True)
    command = [python.with_name("feedback-buttons"), "check"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "pip install 'feedback-buttons[server]'" in told.stderr
    assert "Traceback" not in told.stderr


def test_compose_runs_what_the_procfile_does() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    wanted = dict(line.split(": ", 1) for line in lines)
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    for name, port in (("web", "$$PORT"), ("dashboard", "$$DASHBOARD_PORT")):
        (command,) = services[name]["command"]
        assert command == "exec " + wanted[name].replace("$PORT", port)
    assert wanted["worker"].split() == ["feedback-buttons", *services["worker"]["command"]]
