"""Does in a plain folder what a Containerfile says, so that its steps are tried where no container engine is."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

# What only a container's root can do, and what it is for there: an ordinary user's rights.
_ROOTS = re.compile(r"^useradd\b")
_IGNORED = (".git", ".venv", "node_modules", "pictures", "__pycache__", "*.egg-info", ".hypothesis")


@dataclass
class Image:
    """A folder that stands for a container's file system, with an empty virtual environment as its Python."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    @property
    def python(self) -> Path:
        return self.root / "venv" / "bin" / "python"

    def path(self, inside: str) -> Path:
        """Where a path of the container lies."""
        return self.root / inside.lstrip("/")

    def words(self, words: list[str]) -> list[str]:
        """A command of the container, to be run outside."""
        return [str(self.root / "venv" / "bin" / words[0]), *words[1:]]

    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of ours but a way to the system's programs."""
        path = f"{self.root / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin"
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, **self.env, "PATH": path}


def virtual_environment(folder: Path) -> Path:
    """An empty one, with a `pip` that installs into it; its Python. (Debian's venv puts no pip inside.)"""
    base = Path(sys.base_prefix) / "bin" / "python3"
    subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True)
    python, pip = folder / "bin" / "python", folder / "bin" / "pip"
    pip.write_text(f'#!/bin/sh\nexec "{base}" -m pip --python "{python}" "$@"\n')
    pip.chmod(0o755)
    return python


def build(file: Path, root: Path) -> Image:
    """Carry out the file's instructions; the image of its last stage."""
    stages: dict[str, Image] = {}
    image, context = Image(root), file.parent
    for word, rest in _instructions(file):
        if word == "FROM":
            name = rest.rpartition(" AS ")[2] if " AS " in rest else "last"
            image = stages[name] = Image(root / name)
            virtual_environment(image.root / "venv")
        elif word == "COPY":
            source, *others = [part for part in rest.split() if not part.startswith("--from")]
            stage = re.search(r"--from=(\w+)", rest)
            (target,) = others
            _copy(stages[stage[1]].path(source) if stage else context / source, image.path(target))
        elif word == "RUN" and not _ROOTS.match(rest):
            _run(image, rest)
        elif word == "ENV":
            image.env |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word in ("ENTRYPOINT", "CMD"):
            setattr(image, word.lower().replace("cmd", "command"), json.loads(rest))
        elif word == "HEALTHCHECK":
            image.health = json.loads(rest.removeprefix("CMD "))
    image.env = {name: _inside(image, value) for name, value in image.env.items()}
    return image


def _instructions(file: Path) -> list[tuple[str, str]]:
    lines = [line for line in file.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        ignored = shutil.ignore_patterns(*_IGNORED)
        shutil.copytree(source, target, symlinks=True, ignore=ignored, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def _inside(image: Image, text: str) -> str:
    """Absolute paths of the container, as they lie in its folder."""
    return re.sub(r"(?<![\w./])/(source|wheels|data)\b", rf"{image.root}/\1", text)


def _run(image: Image, line: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-ec", _inside(image, line)],
        # Compiled as it is imported: a test uses little of what is installed.
        env=image.environment() | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_COMPILE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
