"""``python -m antt_portal.local``: what the Makefile calls once everything is installed."""

from __future__ import annotations

import argparse
import subprocess
import sys

from antt_portal.local import embedded, supervisor
from antt_portal.local.places import ROOT, LocalError


def main(words: list[str]) -> int:
    """Runs one command; its status."""
    options = _parser().parse_args(words)
    supervisor.stop_on_signals()
    try:
        return _run(options)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.command == "serve":
        supervisor.serve(options.port)
    elif options.command == "demo":
        supervisor.demo(options.port)
    else:
        servers = embedded.test_servers() if options.scratch else embedded.main_servers(shared=True)
        with servers as env:
            return subprocess.call([sys.executable, ROOT / "manage.py", *options.words], env=env)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m antt_portal.local")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("serve", "load the sample and serve it until Ctrl-C"),
        ("demo", "load the sample and end"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--port", type=int, default=8000)
    manage = commands.add_parser("manage", help="run a management command beside the embedded servers")
    manage.add_argument("--scratch", action="store_true", help="on the servers of the tests")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
