"""What verification can find, in words."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

KEPT = 1000


class Flaw(enum.StrEnum):
    """Kinds of findings."""

    DIGEST = "digest"
    COLUMNS = "columns"
    GAP = "gap"
    LINK = "link"
    TAIL = "tail"
    ORPHAN = "orphan"
    REMOVED = "removed"
    INSERTED = "inserted"
    REWRITTEN = "rewritten"
    SEAL_BODY = "seal_body"
    SEAL_SIGNATURE = "seal_signature"
    SEAL_LINK = "seal_link"
    SEAL_ROOT = "seal_root"
    SEAL_ROWS = "seal_rows"
    CHECKPOINT = "checkpoint"


FLAW_TEXT: dict[Flaw, str] = {
    Flaw.DIGEST: "记录的原文与当时的摘要不符，原文或摘要被改动",
    Flaw.COLUMNS: "记录的栏目与原文不一致，栏目或原文被改动",
    Flaw.GAP: "本对象的记录序号不连续，中间有记录被删除、插入或调换次序",
    Flaw.LINK: "本记录没有接在上一条记录之后，上一条记录或本记录被改动",
    Flaw.TAIL: "本对象最后的记录与链尾登记不符，末尾有记录被删除或添加",
    Flaw.ORPHAN: "关联登记所指的记录不存在，记录被删除",
    Flaw.REMOVED: "记录在封存之后被删除",
    Flaw.INSERTED: "记录不在封存名单内，是封存之后插入的",
    Flaw.REWRITTEN: "记录在封存之后被改写",
    Flaw.SEAL_BODY: "封存登记的内容被改动",
    Flaw.SEAL_SIGNATURE: "封存的签名无效",
    Flaw.SEAL_LINK: "封存没有接在上一次封存之后，有封存被删除、插入或调换次序",
    Flaw.SEAL_ROOT: "封存的总摘要与其中的记录不符",
    Flaw.SEAL_ROWS: "记录的存放形式与封存时签名的摘要不符，但逐条核对却没有找到改动；请检查数据库是否换过版本",
    Flaw.CHECKPOINT: "账本里没有另行保管的这一次封存，或者与它不同：最新的封存连同记录被截去或改写",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `fact_id` or `seal` says where, `subject` is the object, `detail` names columns."""

    flaw: Flaw
    fact_id: int | None = None
    seal: int | None = None
    subject: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """The finding as a Chinese sentence."""
        where = [
            f"第 {self.fact_id} 号记录" if self.fact_id is not None else "",
            f"第 {self.seal} 号封存" if self.seal is not None else "",
            f"对象 {self.subject}" if self.subject else "",
        ]
        detail = f"（{self.detail}）" if self.detail else ""
        return f"{'，'.join(part for part in where if part)}：{FLAW_TEXT[self.flaw]}{detail}。"

    def as_json(self) -> dict[str, str | int | None]:
        """For `--json` output."""
        return {
            "flaw": str(self.flaw),
            "fact_id": self.fact_id,
            "seal": self.seal,
            "subject": self.subject,
            "detail": self.detail,
            "text": self.text,
        }


BLOCK = 8


@dataclass(frozen=True, slots=True)
class Part:
    """The `number`-th of `of` shares of the seals, for machines or nights of their own.

    Seals go to parts by eights and by number, so that later seals change nothing about earlier ones. Every part also
    checks the facts under no seal (part 1 counts them), part 1 the ends of chains. All parts together check what one
    run without parts checks of what existed when the first part began.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ValueError(f"part {self.number} of {self.of}")

    def owns(self, seal: int) -> bool:
        """Whether the seal of this number is checked by this part."""
        return (seal - 1) // BLOCK % self.of == self.number - 1


@dataclass(slots=True)
class Findings:
    """Keeps the first thousand and counts on: a ledger shredded from end to end must not exhaust memory."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(
        self, flaw: Flaw, *, fact_id: int | None = None, seal: int | None = None, subject: str = "", detail: str = ""
    ) -> None:
        """Note one finding."""
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(Finding(flaw, fact_id, seal, subject, detail))
