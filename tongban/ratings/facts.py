"""The facts of the room `ratings`: its contract upwards.

`rating.given` stands on the case's timeline and says only that somebody rated; the level is in a fact of its own that
touches the rating alone, so that a timeline betrays nobody.
"""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

RATING = "rating"

RATING_INVITED = FactKind("rating.invited", text="邀请评价", primary=RATING)
RATING_GIVEN = FactKind("rating.given", text="评价", primary=RATING)
RATING_RECORDED = FactKind("rating.recorded", text="记录评价等级", primary=RATING, public=False)
RATING_DEFAULTED = FactKind("rating.defaulted", text="默认评价", primary=RATING, public=False)
RATING_BAD = FactKind("rating.bad", text="出现差评", primary=RATING, public=False)
RATING_CONTACTED = FactKind("rating.contacted", text="联系核实差评", primary=RATING, public=False)
RATING_RECTIFIED = FactKind("rating.rectified", text="差评整改", primary=RATING, public=False)
RATING_CALLED_BACK = FactKind("rating.called_back", text="差评回访", primary=RATING, public=False)


def rating_ref(uid: object) -> ObjectRef:
    """An invitation and its rating as one object of facts."""
    return ObjectRef(RATING, str(uid))


def case_ref(case_uid: object) -> ObjectRef:
    """The case it is about."""
    return ObjectRef("case", str(case_uid))
