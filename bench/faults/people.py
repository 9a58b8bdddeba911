"""The city's people and items, built through the public verbs: `python -m bench.faults.people CLIENTS` prints JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys

from tongban.shell.command import enter_city

TYPE = "11100000000013338W101"


def main(clients: int) -> None:
    """Build, and print addresses and tokens."""
    enter_city()
    from tongban.access import services as access
    from tongban.access.tests.actors import person
    from tongban.cases.tests.conftest import SYSTEM, build, content, publish
    from tongban.catalogue.services import ResultView
    from tongban.kernel.deadline import Limit, LimitUnit
    from tongban.licences import services as licences

    city = build()
    face = {"type": "object", "properties": {"premises.name": {"type": "string", "title": "场所名称"}}}
    licences.define_licence_type(
        code=TYPE, name="公共场所卫生许可证", defined_by="测试定义机构", fields=face, single_valid=False, actor=SYSTEM,
        number_pattern="{short}公字〔{year}〕第{serial}号",
    )  # fmt: skip
    result = ResultView("licence", "公共场所卫生许可证", TYPE, 48)
    guide = dataclasses.replace(
        content("公共场所卫生许可（变更）"),
        case_kind="instant",
        promised=Limit(0, LimitUnit.WORKING_DAY),
        result=result,
    )
    items = [
        publish(city.department_id, city.department_code, 8, guide),
        publish(city.department_id, city.department_code, 9, content("公共场所卫生许可（新办）", result=result)),
    ]
    number = iter(range(1000))

    def token(role: str, **who: int | None) -> str:
        name = f"bench{next(number)}"
        account = access.create_account(username=name, password="Tongban-Bench-2026", actor=SYSTEM, **who)  # type: ignore[arg-type]
        access.grant_role(account_id=account.id, role=role, actor=SYSTEM)
        return access.issue_token(
            account_id=account.id, actor=SYSTEM, name="bench", ttl=dt.timedelta(hours=8), second_factor=True
        )

    people = [person("赵小满", 100 + n * 2) for n in range(clients)]
    residents = [{"party": one.party_id, "token": token("resident", party_id=one.party_id)} for one in people]
    print(
        json.dumps(
            {
                "residents": residents,
                "clerk": token("clerk", officer_id=city.clerk.officer_id),
                "examiner": token("approver", officer_id=city.examiner.officer_id),
                "approver": token("approver", officer_id=city.approver.officer_id),
                "items": [{"version": i.id, "orders": [m.order for m in i.materials]} for i in items],
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
