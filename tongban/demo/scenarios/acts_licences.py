"""What becomes of a licence: suspended, restored, revoked, cancelled."""

from __future__ import annotations

from collections.abc import Callable

from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor
from tongban.licences import services as licences


def _act(verb: Callable[..., object]) -> Callable[[Stage, Actor, Given], None]:
    """The verb on the newest licence, with the reason and the basis its holder reads."""

    def act(stage: Stage, who: Actor, given: Given) -> None:
        identifier = stage.left("证照", given.where)[-1]
        verb(identifier=identifier, reason=given.text("理由"), basis=given.text("依据"), actor=who)

    return act


ACTS = {
    "暂扣证照": _act(licences.suspend_licence),
    "恢复证照": _act(licences.restore_licence),
    "撤销证照": _act(licences.revoke_licence),
    "注销证照": _act(licences.cancel_licence),
}
