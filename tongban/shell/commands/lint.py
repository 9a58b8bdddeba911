"""`tongban catalogue lint`: check the published service items against the rules of the linter."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from tongban.shell.command import Answer, Command

if TYPE_CHECKING:
    from tongban.catalogue.selectors import LintReport

#: People read so many; machines get all.
_SHOWN = 200


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", default="", help="只检查一个行政区划（六位、九位或者十二位代码）")
    parser.add_argument("--department", default="", help="只检查一个部门（统一社会信用代码或者编号）")
    parser.add_argument("--rule", action="append", default=[], help="只用这条规则，例如 TB301；可以写几次")
    parser.add_argument("--severity", default="", choices=["", "error", "warning", "note"], help="至少这么严重的")
    parser.add_argument("--format", default="text", choices=["text", "json", "sarif"], help="输出格式")


def _lint(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import selectors

    report = selectors.lint_catalogue(
        region_code=arguments.region,
        department_id=_department(arguments.department),
        rules=arguments.rule,
        severity=arguments.severity,
    )
    document = _document(report)
    if arguments.format == "sarif":
        document = selectors.sarif(report.findings, report.rules)
    lines = _lines(report) if arguments.format == "text" else [json.dumps(document, ensure_ascii=False, indent=2)]
    return Answer(document, lines, findings=bool(report.findings))


def _department(text: str) -> int | None:
    """The number of a department given by its number or code. Raises `NotFound`."""
    from tongban.kernel.errors import NotFound
    from tongban.orgs import selectors as orgs

    if not text:
        return None
    if text.isdecimal() and len(text) < 18:
        return orgs.department(int(text)).id
    found = orgs.department_by_code(text)
    if found is None:
        raise NotFound()
    return found.id


def _document(report: LintReport) -> dict[str, Any]:
    return {
        "items": report.items,
        "count": len(report.findings),
        "by_rule": report.by_rule,
        "by_severity": report.by_severity,
        "silent": {name: list(codes) for name, codes in report.silent.items()},
        "findings": [found.as_json() for found in report.findings],
    }


def _lines(report: LintReport) -> list[str]:
    names = {rule.code: rule for rule in report.rules}
    counted = sorted(((count, code) for code, count in report.by_rule.items() if count), reverse=True)
    lines = [f"检查 {report.items} 个事项，{len(report.findings)} 条发现。"]
    lines += [f"{code} {names[code].severity.label} {names[code].name}：{count}" for count, code in counted]
    lines += [
        f"{found.item} {found.path} [{found.rule} {found.severity.label}] {found.message}{_cure(found.mend)}"
        for found in report.findings[:_SHOWN]
    ]
    if len(report.findings) > _SHOWN:
        lines.append(f"……只列出前 {_SHOWN} 条，加 --json 查看全部。")
    return lines


def _cure(mend: object) -> str:
    return "（可自动修改）" if mend else ""


COMMANDS = [
    Command(
        "catalogue lint",
        "按规则检查已发布的事项：每条发现写明规则、依据、位置和可以自动作的修改",
        "tongban catalogue lint --severity error --json",
        _arguments,
        _lint,
    ),
]
