"""Who acts. `access` builds an `Actor` from an account; every verb takes one, every room can check it."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass, field, replace

from tongban.kernel.errors import NotFound, PermissionDenied


class Channel(enum.StrEnum):
    """How the act reached the city (渠道). National codes live in `feeds` only."""

    PORTAL = "portal"
    MOBILE = "mobile"
    WINDOW = "window"
    KIOSK = "kiosk"
    HOTLINE = "hotline"
    POST = "post"
    API = "api"
    COMMAND = "command"
    SYSTEM = "system"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.PORTAL: "网上",
    Channel.MOBILE: "移动端",
    Channel.WINDOW: "窗口",
    Channel.KIOSK: "自助终端",
    Channel.HOTLINE: "热线",
    Channel.POST: "快递",
    Channel.API: "接口",
    Channel.COMMAND: "命令",
    Channel.SYSTEM: "系统",
}


def new_trace_id() -> str:
    """A fresh trace id (32 hex digits) that binds everything one request does."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Actor:
    """Plain ids only, so that any room can check it and the ledger can store it.

    `party_id` is the person behind the account; `principal_id` is the party on whose behalf they act
    (equal to `party_id` unless a mandate was chosen at sign-in). `department_ids` and `region_codes`
    are the data scope of the seats held; `everywhere` widens the scope to the whole city.
    """

    account_id: int | None = None
    party_id: int | None = None
    principal_id: int | None = None
    officer_id: int | None = None
    seats: frozenset[str] = frozenset()
    department_ids: frozenset[int] = frozenset()
    region_codes: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    everywhere: bool = False
    channel: Channel = Channel.SYSTEM
    trace_id: str = field(default_factory=new_trace_id)

    @classmethod
    def system(cls, *, trace_id: str | None = None) -> Actor:
        """The platform itself (reactions, deemed acceptance, imports): every permission, whole city."""
        return cls(seats=frozenset({"system"}), everywhere=True, trace_id=trace_id or new_trace_id())

    @property
    def is_system(self) -> bool:
        """True for the platform itself."""
        return "system" in self.seats

    @property
    def is_officer(self) -> bool:
        """True where the account belongs to an officer of a department."""
        return self.officer_id is not None

    def may(self, permission: str) -> bool:
        """Whether the seats held carry this permission code (`room.verb`)."""
        return self.is_system or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise `PermissionDenied` unless `may(permission)`."""
        if not self.may(permission):
            raise PermissionDenied(permission=permission)

    def covers_department(self, department_id: int | None) -> bool:
        """Whether the data scope includes this department."""
        return self.is_system or self.everywhere or department_id in self.department_ids

    def covers(self, *, department_id: int | None, region_code: str) -> bool:
        """Whether the data scope reaches what belongs to this department and region.

        A comprehensive window serves every department of its region (综合受理), so a region in the scope is enough.
        """
        return self.covers_department(department_id) or (bool(region_code) and region_code in self.region_codes)

    def require_seat(self, permission: str) -> None:
        """Raise `PermissionDenied` unless this is an officer, or the platform itself, with this permission."""
        self.require(permission)
        if not (self.is_officer or self.is_system):
            raise PermissionDenied(permission=permission)

    def require_within(self, permission: str, *, department_id: int | None, region_code: str) -> None:
        """The seat, and a scope that reaches the row; outside the scope it does not exist for this person.

        Raises `PermissionDenied`, `NotFound`.
        """
        self.require_seat(permission)
        if not self.covers(department_id=department_id, region_code=region_code):
            raise NotFound()

    def via(self, channel: Channel) -> Actor:
        """The same actor through another channel."""
        return replace(self, channel=channel)
