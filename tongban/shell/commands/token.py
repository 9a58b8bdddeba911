"""`tongban token`: a bearer token for scripts, with the rights of the account."""

from __future__ import annotations

import argparse
import datetime as dt

from tongban.shell.command import Answer, Command
from tongban.shell.errors import Misuse


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", help="账号")
    parser.add_argument("--name", default="script", help="给这个令牌起的名字")
    parser.add_argument("--hours", type=int, default=8, help="有效的小时数")


def _token(arguments: argparse.Namespace) -> Answer:
    from tongban.access import selectors, services
    from tongban.kernel.actor import Actor

    account = selectors.account_by_username(arguments.account, viewer=Actor.system())
    if account is None:
        raise Misuse(f"没有账号 {arguments.account}。")
    token = services.issue_token(
        account_id=account.id, actor=Actor.system(), name=arguments.name, ttl=dt.timedelta(hours=arguments.hours)
    )
    return Answer({"token": token, "account": arguments.account, "hours": arguments.hours}, [token])


COMMANDS = [Command("token", "为脚本签发接口令牌", "tongban token clerk1 --hours 8 --json", _arguments, _token)]
