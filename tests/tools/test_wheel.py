"""`pip install .` gives a package with everything in it that the product needs, and nothing of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatch_build import FILES

from tests.tidy.source import ROOT, SRC, files

KINDS = {".py", ".html", ".txt", ".css", ".js", ".json", ".svg", ".png", ".ico", ".typ", ".po"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The package, built from this folder without the network when the assets are in place."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def packaged(path: Path) -> str:
    return path.relative_to(ROOT / "src").as_posix()


@pytest.mark.slow
def test_wheel_is_complete(wheel: ZipFile) -> None:
    sources = [
        path for path in files() if path.is_relative_to(SRC) and path.suffix in KINDS and "tests" not in path.parts
    ]
    needed = {packaged(path) for path in sources} | {packaged(ROOT / name) for name in FILES}
    needed |= {packaged(path.with_suffix(".mo")) for path in sources if path.suffix == ".po"}
    assert needed - set(wheel.namelist()) == set()


@pytest.mark.slow
def test_wheel_holds_no_tests_and_no_leftovers(wheel: ZipFile) -> None:
    strangers = ("/tests/", "__pycache__", ".sqlite3", "node_modules")
    assert [name for name in wheel.namelist() if any(part in name for part in strangers)] == []


@pytest.mark.slow
def test_wheel_brings_the_command(wheel: ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert wheel.read(name).decode().split() == ["[console_scripts]", "yingshu", "=", "yingshu.portal.command:main"]
