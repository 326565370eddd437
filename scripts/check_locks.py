"""Checks offline that the lock files hold what pyproject.toml asks for, and no address."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# What a lock file would hold of the machine that wrote it.
FOREIGN = {
    "requirements/base.txt": "://",
    "requirements/dev.txt": "://",
    "requirements/mutation.txt": "://",
    "requirements/uv.txt": "://",
    "package-lock.json": '"resolved"',
}


def faults() -> list[str]:
    """What is wrong, one sentence each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base = project["project"]["dependencies"]
    groups = project["dependency-groups"]
    return [
        *_unmet("requirements/base.txt", base),
        *_unmet("requirements/dev.txt", [*base, *groups["local"], *groups["dev"]]),
        *_unmet("requirements/mutation.txt", groups["mutation"]),
        *_different(),
        *_foreign(),
    ]


def _unmet(lock: str, wanted: list[str]) -> list[str]:
    pins = _pins(lock)
    found = []
    for line in wanted:
        requirement = Requirement(line)
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin, prereleases=True):
            found.append(f"Run make lock: {lock} does not satisfy {line}.")
    return found


def _different() -> list[str]:
    base, dev, more = (_pins(f"requirements/{name}.txt") for name in ("base", "dev", "mutation"))
    apart = {name for name in base if dev.get(name) != base[name]}
    # What both hold goes into one environment.
    apart |= {name for name in dev.keys() & more.keys() if dev[name] != more[name]}
    return [f"Run make lock: {name} differs between the lock files." for name in sorted(apart)]


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in PIN.findall(text)}


def _foreign() -> list[str]:
    return [
        f"Remove the addresses from {name}: it must not tell where packages came from."
        for name, sign in FOREIGN.items()
        if sign in (ROOT / name).read_text(encoding="utf-8")
    ]


if __name__ == "__main__":
    found = faults()
    print("\n".join(found) or "The lock files hold what is asked for.")
    sys.exit(bool(found))
