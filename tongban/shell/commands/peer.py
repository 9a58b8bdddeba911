"""`tongban peer`: get acquainted with the platforms of other places, look how their letters stand, send now."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.shell.command import Answer, Command
from tongban.shell.errors import Misuse

if TYPE_CHECKING:  # rooms are imported once the city has been entered
    from tongban.exchange.selectors import PeerView
    from tongban.exchange.services import Agreement


def _agreement_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--agreement", required=required, default="", metavar="文号", help="两地通办协议的文号")
    parser.add_argument("--from", dest="valid_from", required=required, default="", metavar="日期", help="协议有效期起")
    parser.add_argument("--to", dest="valid_to", required=required, default="", metavar="日期", help="协议有效期止")
    parser.add_argument("--their-items", nargs="*", default=[], metavar="编码", help="对方办理、本地收件的事项")
    parser.add_argument("--our-items", nargs="*", default=[], metavar="编码", help="本地办理、对方收件的事项")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True, help="对方平台的代码，双方约定")
    parser.add_argument("--our-code", required=True, help="本平台在对方登记的代码，双方约定")
    parser.add_argument("--name", required=True, help="对方平台的名称")
    parser.add_argument("--region", required=True, help="对方的行政区划代码")
    parser.add_argument("--address", required=True, help="对方平台的网址，如 https://zwfw.example.cn")
    parser.add_argument("--key", required=True, type=Path, help="对方公钥文件（对方 tongban peer key 的输出）")
    parser.add_argument("--department", required=True, help="本地责任单位的代码")
    _agreement_arguments(parser, required=True)


def _add(arguments: argparse.Namespace) -> Answer:
    from tongban.exchange import services
    from tongban.kernel.actor import Actor
    from tongban.orgs import selectors as orgs

    department = orgs.department_by_code(arguments.department)
    if department is None:
        raise Misuse(f"没有代码为 {arguments.department} 的部门。")
    peer = services.register_peer(
        code=arguments.code,
        name=arguments.name,
        region_code=arguments.region,
        address=arguments.address,
        public_key_pem=_pem(arguments.key),
        our_code=arguments.our_code,
        department_id=department.id,
        agreement=_agreement(arguments),
        actor=Actor.system(),
    )
    told = f"已登记 {peer.name}（{peer.code}），公钥指纹 {peer.fingerprint}。请打电话与对方核对指纹。"
    return Answer(asdict(peer), [told])


def _change_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True, help="对方平台的代码")
    parser.add_argument("--address", default="", help="新的网址")
    parser.add_argument("--key", type=Path, default=None, help="对方新的公钥文件")
    parser.add_argument("--newest-key", action="store_true", help="改用本平台最新的密钥（对方已登记新公钥之后）")
    parser.add_argument("--do", choices=("suspend", "resume", "revoke"), default="", help="暂停、恢复或者撤销往来")
    _agreement_arguments(parser, required=False)


def _change(arguments: argparse.Namespace) -> Answer:
    from tongban.exchange import selectors, services
    from tongban.kernel.actor import Actor

    actor = Actor.system()
    if arguments.address or arguments.key or arguments.newest_key or arguments.agreement:
        services.change_peer(
            code=arguments.code,
            address=arguments.address,
            public_key_pem=_pem(arguments.key) if arguments.key else "",
            agreement=_agreement(arguments) if arguments.agreement else None,
            newest_key=arguments.newest_key,
            actor=actor,
        )
    verbs = {
        "suspend": services.suspend_peer,
        "resume": services.resume_peer,
        "revoke": services.revoke_peer,
    }
    if arguments.do:
        verbs[arguments.do](code=arguments.code, actor=actor)
    peer = selectors.peer_by_code(arguments.code)
    return Answer(asdict(peer), [_line(peer)])


def _nothing(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def _list(arguments: argparse.Namespace) -> Answer:
    from tongban.exchange import selectors
    from tongban.kernel.actor import Actor

    found = selectors.peers(viewer=Actor.system())
    lines = [_line(peer) for peer in found] or ["还没有登记对方平台。"]
    return Answer({"peers": [asdict(peer) for peer in found]}, lines, findings=any(peer.parked for peer in found))


def _line(peer: PeerView) -> str:
    agreement = f"{peer.agreement_no}，{peer.valid_from}至{peer.valid_to}" + ("" if peer.in_force else "（不在有效期）")
    lamp = f"，其中{peer.parked}封多次未成" if peer.parked else ""
    return (
        f"{peer.code} {peer.name}（{peer.state_label}）{peer.address} 协议 {agreement}；"
        f"待发{peer.waiting}封{lamp}，待办{peer.unhandled}封；公钥指纹 {peer.fingerprint}"
    )


def _key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="文件", help="写到文件；不给则印在标准输出")


def _key(arguments: argparse.Namespace) -> Answer:
    from tongban.exchange import selectors

    own = selectors.own_key()
    told = f"本平台第{own.number}号公钥，指纹 {own.fingerprint}"
    if arguments.out:
        arguments.out.write_text(own.pem, encoding="ascii")
        return Answer(asdict(own), [f"{told}，已写到 {arguments.out}。"])
    return Answer(asdict(own), [own.pem.rstrip("\n"), told])


def _send(arguments: argparse.Namespace) -> Answer:
    from tongban.exchange import services
    from tongban.kernel.actor import Actor

    sent = services.deliver_due(actor=Actor.system())
    fetched = services.fetch_contents(actor=Actor.system())
    document = {**asdict(sent), "fetched": fetched}
    told = f"对方签收{sent.delivered}封，没有发成{sent.failed}封（会自动重发）；取齐附件{fetched}封。"
    return Answer(document, [told], findings=bool(sent.failed))


def _pem(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"读不到公钥文件 {file}。") from error


def _agreement(arguments: argparse.Namespace) -> Agreement:
    from tongban.exchange.services import Agreement

    return Agreement(
        document_no=arguments.agreement,
        valid_from=_day(arguments.valid_from),
        valid_to=_day(arguments.valid_to),
        their_items=tuple(arguments.their_items),
        our_items=tuple(arguments.our_items),
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Misuse("日期要写成 2026-11-21（--from、--to）。") from None


_EXAMPLE = (
    "tongban peer add --code hebei --our-code anyang --name 邯郸市政务服务平台 --region 130400 "
    "--address https://zwfw.example.cn --key hebei.pem --department 1141050000000001XX "
    "--agreement 安邯通办〔2026〕1号 --from 2026-01-01 --to 2027-12-31"
)
COMMANDS = [
    Command("peer add", "登记别的地方的平台和两地通办协议", _EXAMPLE, _add_arguments, _add),
    Command("peer change", "变更地址、公钥、协议，暂停、恢复或者撤销往来",
            "tongban peer change --code hebei --do suspend", _change_arguments, _change),
    Command("peer list", "看登记的对方平台和往来情况", "tongban peer list --json", _nothing, _list),
    Command("peer key", "给出本平台的公钥和指纹，交对方登记", "tongban peer key --out ours.pem", _key_arguments, _key),
    Command("peer send", "现在就收发一次（平时由后台进程做）", "tongban peer send", _nothing, _send),
]  # fmt: skip
