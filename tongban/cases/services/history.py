"""The complete history of a case as a file that anybody checks off-line: for the people it concerns."""

from __future__ import annotations

from uuid import UUID

from tongban.cases.facts import CASE
from tongban.cases.services.views import open_case
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef


def give_history(*, case_uid: UUID | str, actor: Actor) -> tuple[str, ledger.HistoryFile]:
    """File name and file, for applicant, agent and officers within their scope; that it was given is a fact.

    An officer's download is also a look into the case, recorded as such. Facts not meant for the people concerned are
    in it as digests only. Raises `NotFound` for everybody else's case.
    """
    case = open_case(case_uid=case_uid, actor=actor)
    title = f"办件 {case.case_no}" if case.case_no else "还没有提交的申请"
    made = ledger.case_history_file(ref=ObjectRef(CASE, str(case.uid)), title=title, actor=actor)
    return f"{title.replace(' ', '')}办理全程留痕.json", made
