"""`tongban benchmark align`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tongban.shell.command import Answer, Command


def _align_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ours", required=True, help="我方区划代码（六位），取已发布的事项")
    parser.add_argument("--theirs", default="", help="对方区划代码（六位），取已导入的事项")
    parser.add_argument("--theirs-file", type=Path, help="对方事项的文件；给出时不看 --theirs")
    parser.add_argument(
        "--feed", default="list", help="文件的来源格式；list 为只有名称和编码的清单（CSV、XLSX、JSON 行）"
    )
    parser.add_argument("--candidates", action="store_true", help="没有配上的事项列出备选")


def _align(arguments: argparse.Namespace) -> Answer:
    from tongban.benchmarking import selectors
    from tongban.shell.errors import Misuse

    if not arguments.theirs and arguments.theirs_file is None:
        raise Misuse("请用 --theirs 给出对方区划，或者用 --theirs-file 给出文件。")
    found = selectors.alignment(
        ours_region=arguments.ours,
        theirs_region=arguments.theirs,
        theirs_file=arguments.theirs_file,
        feed=arguments.feed,
    )
    document = found.document(candidates=arguments.candidates)
    totals = document["summary"]
    lines = [
        (
            f"我方{totals['ours']}项，对方{totals['theirs']}项：配上{totals['pairs']}项"
            f"（基本编码{totals['code']}，名称{totals['name']}，内容{totals['content']}），"
            f"没有对应{totals['without_partner']}项。"
        ),
        *(
            f"{pair['score']:.2f} {pair['ours_name']} → {pair['theirs_name']}（{'；'.join(pair['reasons'])}）"
            for pair in document["pairs"][:60]
        ),
        *document["findings"][:20],
    ]
    if len(document["pairs"]) > 60:
        lines.append(f"……共 {len(document['pairs'])} 对，加 --json 查看全部。")
    return Answer(document, lines, findings=bool(document["findings"]))


COMMANDS = [
    Command(
        "benchmark align",
        "对标：把我方事项和外地事项逐项对应起来，说明理由",
        "tongban benchmark align --ours 440100 --theirs 440000 --json",
        _align_arguments,
        _align,
    ),
]
