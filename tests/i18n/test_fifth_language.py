"""A fifth language is a catalogue and a word in one tuple: it appears wherever a language can be chosen."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from shell import environment

from feedback_buttons.config.settings import Config

ROOT = Path(__file__).parents[2]
# Some of the places where a language is chosen or written in, by a part of their names.
PLACES = (
    *("page ", "snippet", "button of ", "campaign add", "document/"),
    *("/campaigns/new ", "/after ", "/studio ", "/comments"),
)
LISTED = re.compile(r'^LANGUAGES = \("en", ', re.MULTILINE)


def with_spanish(into: Path) -> None:
    """A copy of the package whose pages speak Spanish too: the words of the German catalogue."""
    unneeded = shutil.ignore_patterns("__pycache__", "node_modules")
    copy = into / "feedback_buttons"
    shutil.copytree(ROOT / "feedback_buttons", copy, ignore=unneeded)
    catalogues = copy / "i18n" / "translations"
    shutil.copytree(catalogues / "de", catalogues / "es")
    listed = copy / "i18n" / "recipient_language.py"
    source, changed = LISTED.subn('LANGUAGES = ("en", "es", ', listed.read_text("utf-8"))
    assert changed == 1
    listed.write_text(source, "utf-8")


def test_a_fifth_language_appears_everywhere(config: Config, tmp_path: Path) -> None:
    with_spanish(tmp_path)
    paths = os.pathsep.join(map(str, (tmp_path, ROOT / "tests" / "support")))
    walked = subprocess.run(
        [sys.executable, ROOT / "tests" / "support" / "fifth_language.py"],
        cwd=tmp_path,
        env={**os.environ, **environment(config), "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr
    said = json.loads(walked.stdout)
    assert said["missing"] == []
    for part in PLACES:
        assert any(part in place for place in said["places"]), part
