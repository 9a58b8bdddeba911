"""`tongban backup`, `tongban restore` and `tongban check`."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tongban.shell import environment
from tongban.shell.command import Answer, Command, say
from tongban.shell.errors import Misuse
from tongban.shell.serving_file import serving_now

VARIABLE = "TONGBAN_BACKUP_PASSPHRASE"


def _passphrase_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument(
        "--passphrase-file", type=Path, default=None, help=f"口令所在的文件；也可以设 {VARIABLE} 或 {VARIABLE}_FILE"
    )


def _passphrase(arguments: argparse.Namespace) -> str:
    """From the file, the environment, or the person at the keyboard; empty where there is none."""
    if arguments.passphrase_file is not None:
        path: Path = arguments.passphrase_file
        return path.read_text(encoding="utf-8").strip()
    if (said := environment.read(VARIABLE)) is not None:
        return said
    return getpass.getpass("备份口令：") if sys.stdin.isatty() and sys.stderr.isatty() else ""


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    _passphrase_arguments(parser)
    parser.add_argument("--without-keys", action="store_true", help="不备份密钥（密钥另外保管；没有密钥，号码解不开）")


def _backup(arguments: argparse.Namespace) -> Answer:
    from tongban.shell.backup.keybox import SHORTEST
    from tongban.shell.backup.save import save

    passphrase = "" if arguments.without_keys else _passphrase(arguments)
    if not arguments.without_keys and len(passphrase) < SHORTEST:
        raise Misuse(
            f"备份里的密钥要用口令加密，口令至少 {SHORTEST} 个字。请用 --passphrase-file 或 {VARIABLE} 给出；"
            "密钥另外保管的，写明 --without-keys。"
        )
    saved = save(arguments.file, passphrase=passphrase, tell=say)
    keys = f"{saved.keys} 个密钥（已加密）" if passphrase else "没有密钥：请另外保管 TONGBAN_HOME/keys"
    return Answer(
        asdict(saved), [f"已备份到 {saved.file}（{saved.bytes / 1e6:.1f} MB）：{saved.files} 个附件，{keys}。"]
    )


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    _passphrase_arguments(parser)
    parser.add_argument("--replace", action="store_true", help="这座城市已经有数据，用备份取代它")
    parser.add_argument("--other-kind", action="store_true", help="备份和这座城市的类别（正式、演示、测试）不同也恢复")


def _restore(arguments: argparse.Namespace) -> Answer:
    import django
    from django.conf import settings

    from tongban.shell.database.setup import attach, check_reachable

    if not arguments.file.exists():
        raise Misuse(f"没有备份文件 {arguments.file}。")
    if serving_now():
        raise Misuse("这座城市正在服务，不能恢复。请先停止 tongban serve。")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
    attach()
    check_reachable()
    django.setup()
    from tongban.shell.backup import load

    home: Path = settings.TONGBAN_HOME
    reader, box = load.check_archive(arguments.file, _passphrase(arguments), say)
    _check_place(home, arguments, reader.head)
    files, keys = load.put_back(reader, box, home, say)
    checked = _check_in_a_new_process()
    document = {
        "file": str(arguments.file), "made_at": reader.head["made_at"], "files": files, "keys": keys, **checked
    }  # fmt: skip
    lines = [f"已恢复 {reader.head['made_at']} 的备份：{files} 个附件，{keys} 个密钥。"]
    if box is None:
        lines.append("备份里没有密钥，用的是这座城市现有的密钥文件夹。")
    return Answer(document, [*lines, *_words(checked)], findings=not checked["ok"])


def _check_place(home: Path, arguments: argparse.Namespace, head: dict[str, Any]) -> None:
    """Refuse to write over a living city, into one that is at work, or into one of another kind."""
    import psycopg
    from django.conf import settings

    from tongban.shell.backup.load import MARKER

    kind = settings.TONGBAN_CITY_KIND
    if head["kind"] != kind and not arguments.other_kind:
        raise Misuse(
            f"备份来自 {head['kind']} 城市，这里是 {kind} 城市（TONGBAN_CITY_KIND）。确实要恢复，请加 --other-kind。"
        )
    address = environment.read("TONGBAN_DATABASE_OWNER_URL") or environment.read("TONGBAN_DATABASE_URL") or ""
    with psycopg.connect(address, connect_timeout=5) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'tongban' AND pid <> pg_backend_pid()"
        ).fetchone()
        table = connection.execute("SELECT to_regclass('public.ledger_fact')").fetchone()
        lived = table and table[0] and connection.execute("SELECT 1 FROM ledger_fact LIMIT 1").fetchone()
    if others and others[0]:
        raise Misuse(f"还有 {others[0]} 个通办的进程连着这个数据库（后台或另一台机器）。请先全部停止。")
    if lived and not arguments.replace and not (home / MARKER).exists():
        raise Misuse(
            "这座城市已经有数据，没有恢复任何内容。请换一个空的 TONGBAN_HOME，或者写明 --replace 用备份取代它。"
        )


def _check_in_a_new_process() -> dict[str, Any]:
    """This process knows the keys from before; a new one reads what is there now, migrating first where needed."""
    done = subprocess.run(
        [sys.executable, "-m", "tongban.shell.command", "check", "--json"], stdout=subprocess.PIPE, check=False
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        found = {}
    if "ok" not in found:
        raise Misuse("数据已经恢复，但是校验没有完成。请看上面的输出，改正后运行 tongban check。")
    return found


def _check(arguments: argparse.Namespace) -> Answer:
    from django.conf import settings

    from tongban.shell.backup.load import check_city

    facts, sealed, findings = check_city(settings.TONGBAN_HOME, say)
    document = {"facts": facts, "sealed": sealed, "ok": not findings, "findings": findings}
    return Answer(document, _words(document), findings=bool(findings))


def _words(found: dict[str, Any]) -> list[str]:
    state = "账本和附件完好" if found["ok"] else "有问题"
    return [f"共 {found['facts']} 条事实，已封存 {found['sealed']} 条：{state}。", *found["findings"]]


COMMANDS = [
    Command(
        "backup", "备份整座城市：数据库、附件、密钥", "tongban backup city.tongban --passphrase-file key.txt --json",
        _backup_arguments, _backup,
    ),
    Command(
        "restore", "从备份恢复整座城市，并校验账本和附件",
        "tongban restore city.tongban --passphrase-file key.txt --json", _restore_arguments, _restore, city=False,
    ),
    Command("check", "校验账本，并按摘要核对每个附件", "tongban check --json", lambda _: None, _check),
]  # fmt: skip
