"""`tongban docs`: write the generated reference pages, or say which are out of date."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tongban.shell.command import Answer, Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="只检查，不写")
    parser.add_argument("--folder", type=Path, default=Path("docs/reference"), help="写到哪个文件夹")


def _docs(arguments: argparse.Namespace) -> Answer:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
    django.setup()
    from tongban.shell.reference_pages import PAGES

    stale = []
    for name, write in PAGES.items():
        path, text = arguments.folder / name, write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    word = "过期" if arguments.check else "已更新"
    return Answer(
        {"pages": list(PAGES), "stale": stale}, [f"{word}：{name}" for name in stale], bool(stale) and arguments.check
    )


COMMANDS = [
    Command(
        "docs",
        "生成参考文档（状态、事实、错误、设置、命令、接口）",
        "tongban docs --check",
        _arguments,
        _docs,
        city=False,
    )
]
