"""A small city for tests with real processes: `python -m tongban.shell.tests.small_city CASES` prints tokens."""

from __future__ import annotations

import datetime as dt
import json
import sys

from tongban.shell.command import enter_city


def main(cases: int) -> None:
    """Build department, people and items; hand in so many cases by the verbs, and a scan that is kept on disk."""
    enter_city()
    from tongban.access import services as access
    from tongban.cases.tests.conftest import SYSTEM, build
    from tongban.files import services as files
    from tongban.files.tests.papers import PDF

    city = build()
    files.store(content=PDF + b"0" * (1 << 16), name="扫描件.pdf", actor=SYSTEM)
    for _ in range(cases):
        city.submitted(city.promised)

    def token(role: str, **who: int | None) -> str:
        account = access.create_account(username=f"test_{role}", actor=SYSTEM, **who)  # type: ignore[arg-type]  # by name
        access.grant_role(account_id=account.id, role=role, actor=SYSTEM)
        return access.issue_token(account_id=account.id, actor=SYSTEM, ttl=dt.timedelta(hours=1), second_factor=True)

    print(
        json.dumps(
            {
                "version": city.one_seat.id,
                "party": city.resident.party_id,
                "resident": token("resident", party_id=city.resident.party_id),
                "approver": token("approver", officer_id=city.approver.officer_id),
                "clerk": token("clerk", officer_id=city.clerk.officer_id),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
