"""`tongban demo`, `serve`, `worker` and `story`."""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from dataclasses import asdict
from types import FrameType

from tongban.shell.command import Answer, Command, say
from tongban.shell.database.home import city_home
from tongban.shell.errors import Misuse
from tongban.shell.processes import Serving, check_port
from tongban.shell.serving_file import ServingNow, serving_now
from tongban.shell.web_child import end_with


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口要写成 1 到 65535 的数（--port 或 PORT），不是 {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"进程数要写成 0 到 {MOST_PROCESSES} 的数，不是 {text!r}")
    return int(text)


MOST_PROCESSES = 64


def _end_on_term() -> None:
    """A termination during the build leaves through the same door as an interrupt, so that the database is let go."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, interrupt)


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT", "8000"), help="端口")
    parser.add_argument("--web", type=_count, default=2, help="网页进程数")
    parser.add_argument(
        "--workers",
        type=_count,
        default=1,
        help="后台进程数，每个另配一个绘制文书的；0 表示另外运行（tongban worker）",
    )


def _serving(arguments: argparse.Namespace) -> Serving:
    from tongban.shell.database.setup import watch_database

    watch_database()
    os.environ.setdefault("TONGBAN_PUBLIC_URL", f"http://{arguments.host}:{arguments.port}")
    return Serving(host=arguments.host, port=arguments.port, web=arguments.web, workers=arguments.workers)


def _serve(arguments: argparse.Namespace) -> Answer:
    from tongban.shell.backup.load import check_not_restoring

    _end_on_term()
    check_not_restoring(city_home())
    check_port(arguments.host, arguments.port)
    serving = _serving(arguments)
    serving.start()
    say(f"{serving.address} 已开始服务，按 Ctrl-C 结束。")
    serving.until_interrupted()
    return Answer({"served": serving.address}, ["已停止。"])


def _worker(arguments: argparse.Namespace) -> Answer:
    from tongban.ledger import worker

    if arguments.parent:
        end_with(arguments.parent)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    if arguments.ready is not None:
        os.write(arguments.ready, b"1")
        os.close(arguments.ready)
    worker.run(ended.is_set, worker.Share(arguments.share))
    return Answer({"ended": True}, ["后台进程已停止。"])


def _worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--share",
        choices=("all", "quick", "heavy"),
        default="all",
        help="quick：投递和定时任务；heavy：只绘制、签署文书，给别的进程让路；all：都做",
    )
    # Given by `serve` to its own children: whose end is theirs too, and where to say that they can work.
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--ready", type=int, default=None, help=argparse.SUPPRESS)


def _restart_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=None, help="只更换在这个端口服务的进程；不写则全部")


def _restart(arguments: argparse.Namespace) -> Answer:
    found = [each for each in serving_now() if arguments.port in (None, each.port)]
    if not found:
        where = f"端口 {arguments.port} 上" if arguments.port else ""
        raise Misuse(f"这座城市{where}没有正在服务的进程。请先 tongban serve。")
    for each in found:
        os.kill(each.pid, signal.SIGHUP)
    ended = [_replaced(each) for each in found]
    done = all(each.state == "serving" for each in ended)
    lines = [
        f"端口 {each.port}："
        + (f"{len(each.children)} 个进程已全部更换，其间没有停止服务。" if each.state == "serving" else FAILED)
        for each in ended
    ]
    return Answer({"replaced": done, "serving": [asdict(each) for each in ended]}, lines, findings=not done)


DONE = "{} 个进程已全部更换，其间没有停止服务。"
FAILED = "新的进程没有起来，原来的继续服务。请看服务进程的输出，改正后再试。"


def _replaced(before: ServingNow, *, seconds: float = 600.0) -> ServingNow:
    """Wait until every child has been replaced, or one could not be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = next((each for each in serving_now() if each.pid == before.pid), None)
        if now is None:
            raise Misuse("服务进程在更换途中结束了。请看它的输出。")
        if now.generation > before.generation and now.state != "replacing":
            return now
        time.sleep(0.1)  # the other process says how far it is in a file, which calls nobody
    raise Misuse(f"等了 {seconds:.0f} 秒，进程还没有全部更换。请看服务进程的输出。")


def wait_for(address: str, *, seconds: float = 60.0) -> None:
    """Until the first page answers. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} 没有应答")


def _demo(arguments: argparse.Namespace) -> Answer:
    from tongban.demo import services as demo
    from tongban.demo import stories

    _end_on_term()
    check_port(arguments.host, arguments.port)
    started = time.monotonic()
    summary = demo.build_city(say)
    say(summary)
    serving = _serving(arguments)
    serving.start()
    try:
        wait_for(serving.address)
        report = stories.run("hygiene", address=serving.address, progress=say)
        say("")
        for line in report.lines():
            say(line)
        say(f"从开始到可以使用用了 {time.monotonic() - started:.1f} 秒。")
        for line in demo.where_to_look(serving.address):
            say(line)
    except BaseException:
        serving.stop()
        raise
    serving.until_interrupted()
    return Answer({"served": serving.address, "story": report.document()}, ["已停止。"])


def _story_arguments(parser: argparse.ArgumentParser) -> None:
    from tongban.demo.names import STORIES

    parser.add_argument("name", choices=STORIES, help="故事的名字")
    parser.add_argument("--url", default="", help="已经在服务的城市的网址；不写则临时起一个")
    parser.add_argument("--port", type=_port, default=8765, help="临时服务的端口")


def _story(arguments: argparse.Namespace) -> Answer:
    from tongban.demo import services as demo
    from tongban.demo import stories

    _end_on_term()
    if not arguments.url:
        check_port("127.0.0.1", arguments.port)
    demo.build_city(say)
    serving = None
    address = arguments.url.rstrip("/")
    if not address:
        serving = Serving(host="127.0.0.1", port=arguments.port, web=1)
        serving.start()
        address = serving.address
    try:
        wait_for(address)
        report = stories.run(arguments.name, address=address, progress=say)
    finally:
        if serving is not None:
            serving.stop()
    return Answer(report.document(), report.lines(), findings=not report.ended)


COMMANDS = [
    Command("demo", "建好演示城市，走完一个故事，然后开始服务", "tongban demo --port 8000", _serve_arguments, _demo),
    Command("serve", "为这座城市提供服务（网页和后台）", "tongban serve --port 8000 --web 2", _serve_arguments, _serve),
    Command("worker", "只运行后台进程", "tongban worker", _worker_arguments, _worker),
    Command(
        "restart",
        "逐个更换正在服务的进程，不中断服务（升级或改设置之后）",
        "tongban restart --json",
        _restart_arguments,
        _restart,
    ),
    Command("story", "通过 HTTP 走完一个故事", "tongban story hygiene --json", _story_arguments, _story),
]
