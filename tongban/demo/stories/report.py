"""What a story did, and the caller it speaks through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from tongban.access import selectors as accounts
from tongban.access import services as access
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.waiting import awaited


class StoryFailed(Exception):
    """A step was not answered as the story expects; the text holds the step and the answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who did what, when (China), and what came of it."""

    at: str
    who: str
    what: str
    outcome: str


@dataclass(slots=True)
class StoryReport:
    """The steps in order; `ended` once the story reached its end."""

    story: str
    steps: list[Step] = field(default_factory=list)
    ended: bool = False

    def add(self, who: str, what: str, outcome: str = "") -> None:
        """Write a step down."""
        self.steps.append(Step(clock.local(clock.now()).strftime("%Y-%m-%d %H:%M:%S"), who, what, outcome))

    def lines(self) -> list[str]:
        """The timeline for people."""
        return [f"{step.at}　{step.who}　{step.what}　{step.outcome}".rstrip("　") for step in self.steps]

    def document(self) -> dict[str, Any]:
        """The report for machines."""
        return {"story": self.story, "ended": self.ended, "steps": [asdict(step) for step in self.steps]}


def account_id_of(username: str) -> int:
    """The account that acts under this name. Raises `StoryFailed`."""
    account = accounts.account_by_username(username, viewer=Actor.system())
    if account is None:
        raise StoryFailed(f"没有账号 {username}，请先建立演示城市。")
    return account.id


class Caller:
    """One account talking to `/api/v1` with its own token."""

    def __init__(self, address: str, username: str, title: str) -> None:
        account_id = account_id_of(username)
        token = access.issue_token(account_id=account_id, actor=Actor.system(), name="story", second_factor=True)
        self.title = title
        self._http = httpx.Client(
            base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        )

    def get(self, path: str, **params: str) -> Any:
        """The JSON answer of a question."""
        return self._read(self._http.get(path, params=params))

    def download(self, path: str) -> bytes:
        """The bytes of a file."""
        return self._checked(self._http.get(path)).content

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        """The JSON answer of a step; `key` makes it safe to repeat."""
        return self._read(self._http.post(path, json=body or {}, headers={"Idempotency-Key": key} if key else {}))

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON answer of a change."""
        return self._read(self._http.put(path, json=body))

    def upload(self, path: str, name: str, content: bytes) -> Any:
        """The JSON answer of an upload."""
        return self._read(self._http.post(path, files={"file": (name, content, "application/pdf")}))

    def wait(self, question: Callable[[], Any], *, seconds: float = 30.0) -> Any:
        """Ask until there is an answer: what the worker does takes a moment."""
        if answer := awaited(question, seconds=seconds, every=0.2):
            return answer
        raise StoryFailed(f"{self.title}：等了 {seconds:.0f} 秒没有结果")

    def _read(self, answer: httpx.Response) -> Any:
        checked = self._checked(answer)
        return checked.json() if checked.content else None

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        raise StoryFailed(
            f"{self.title}：{answer.request.method} {answer.request.url.path} {answer.status_code} {answer.text}"
        )
