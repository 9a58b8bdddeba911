"""The command `tongban`: one parser, one way to answer.

People get text; `--json` puts exactly one JSON document on stdout and everything else on stderr.
Exit 0 good, 1 findings, 2 misuse.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from tongban.kernel.errors import DomainError
from tongban.shell.errors import Misuse, sentence_for


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: `document` for machines, `lines` for people, `findings` decides the exit code."""

    document: dict[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    findings: bool = False


Run = Callable[[argparse.Namespace], Answer]


@dataclass(frozen=True, slots=True)
class Command:
    """One sub-command. `city` False: it needs no database."""

    name: str
    help: str
    example: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Run
    city: bool = True


def say(text: str) -> None:
    """Progress for people, on stderr."""
    print(text, file=sys.stderr, flush=True)


_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"还缺少：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument ([^:]+): invalid choice: (.+) \(choose from (.*)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument ([^:]+): invalid (?:int|float) value: (.+)", r"\1 要写成整数，不是 \2"),
    (r"argument ([^:]+): expected (?:one|at least one) argument", r"\1 后面还要写一个值"),
    (r"argument ([^:]+): (.*)", r"\1：\2"),
)


class _Parser(argparse.ArgumentParser):
    """Says misuse in Chinese, after the usage line."""

    def error(self, message: str) -> NoReturn:
        for pattern, words in _ARGPARSE:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, words, message)
                break
        raise Misuse(f"{message}。\n{self.format_usage().replace('usage:', '用法：').strip()}")


def _parser() -> argparse.ArgumentParser:
    from tongban.shell.commands import COMMANDS

    parser = _Parser(
        prog="tongban",
        description="通办：一体化政务服务平台。每个命令都可以加 --help 查看用法和例子。",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tree = parser.add_subparsers(metavar="命令", required=True)
    groups: dict[str, Any] = {}
    for command in COMMANDS:
        words = command.name.split()
        place = tree
        if len(words) == 2:
            if words[0] not in groups:
                outer = tree.add_parser(words[0], help=f"{words[0]} …")
                groups[words[0]] = outer.add_subparsers(metavar="命令", required=True)
            place = groups[words[0]]
        leaf = place.add_parser(
            words[-1],
            help=command.help,
            description=command.help,
            epilog=f"例：\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        leaf.add_argument("--json", action="store_true", help="在标准输出给出一份 JSON")
        command.configure(leaf)
        leaf.set_defaults(command=command)
    return parser


def enter_city() -> None:
    """Database up, schema present, Django ready. Called once per process."""
    import django
    from django.conf import settings

    from tongban.shell.database.setup import attach, bring_up_to_date, check_reachable

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
    attach()
    _ = settings.INSTALLED_APPS  # a wrong setting is said here, not by a child process
    check_reachable()
    fresh = bring_up_to_date()
    django.setup()
    if fresh:
        from tongban.shell.city import prepare

        prepare()


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point. Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        arguments = _parser().parse_args(words)
        command: Command = arguments.command
        if command.city:
            enter_city()
        answer = command.run(arguments)
    except DomainError as error:
        return _refused(as_json, error)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        say("已中断。")
        return 130
    except Exception as error:
        sentence = sentence_for(error)
        if not sentence:
            raise
        if as_json:
            _write({"type": "urn:tongban:error:misuse", "title": sentence, "code": "misuse"})
        say(sentence)
        return 2
    if arguments.json:
        _write(answer.document)
    else:
        for line in answer.lines:
            print(line)
    return 1 if answer.findings else 0


def _write(document: dict[str, Any]) -> None:
    # On one line: whoever keeps the output of a script finds the document in its last line.
    json.dump(document, sys.stdout, ensure_ascii=False, default=str)
    print()


def _refused(as_json: bool, error: DomainError) -> int:
    if as_json:
        _write(error.problem())
    say(error.sentence)
    for line in (error.article, error.advice):
        if line:
            say(line)
    return 2


if __name__ == "__main__":
    sys.exit(main())
