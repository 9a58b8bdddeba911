"""What departments owe after a bad rating."""

from __future__ import annotations

from tongban.duties.states import DutyKind, register

RATING_CONTACT = DutyKind("rating.contact", "联系核实差评", "安阳市政务服务条例第五十二条第二款")
RATING_RECTIFY = DutyKind("rating.rectify", "差评限期整改", "安阳市政务服务条例第五十二条第二款")

register(RATING_CONTACT, RATING_RECTIFY)
