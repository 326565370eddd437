"""Finds the system's libraries, fonts and browser that the portal uses; installs the missing.

Root on Debian or Ubuntu gets them installed; everybody else one line that tells what to install.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import subprocess
import sys

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Each has the widths of Times New Roman and every Vietnamese letter.
FONTS = (":family=Tinos:lang=vi", ":family=Liberation Serif:lang=vi")
FONT_PACKAGE = "fonts-croscore"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(*, browser: bool) -> list[str]:
    """Debian's names of the packages that are needed and not there."""
    names = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not any(map(_has_font, FONTS)):
        names.append(FONT_PACKAGE)
    if browser and not any(map(shutil.which, BROWSERS)):
        names.append("chromium")
    return names


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--browser", action="store_true", help="the browser of the tests, too")
    browser: bool = parser.parse_args().browser
    names = missing(browser=browser)
    if names and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(names)
        names = missing(browser=browser)
    if names:
        print(f"Install these first, then start again: sudo apt-get install {' '.join(names)}")
        return 1
    return 0


def _install(names: list[str]) -> None:
    print(f"Installing {' '.join(names)} …", flush=True)
    for words in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        subprocess.call(
            ["apt-get", "-qq", *words],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font(pattern: str) -> bool:
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", pattern], capture_output=True, check=False)
    return bool(found.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
