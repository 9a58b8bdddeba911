"""Refusals of codes and numbers. A code may be repeated in the sentence, a personal number never."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class BadCode(DomainError):
    """An item code that does not fit its structure. Data: `name`, `value`, `reason`."""

    code = "bad_code"
    status = 422
    text = "{name}“{value}”不正确：{reason}。"
    basis = "GB/T 39554.1 政务服务事项基本目录及实施清单编码规则"
    hint = "请核对编码：基本编码12位，实施编码31位，业务办理项编码33位，由数字和大写字母组成。"


class BadCaseNo(DomainError):
    """A case number that does not fit. Data: `value`, `reason`."""

    code = "bad_case_no"
    status = 422
    text = "办件编号“{value}”不正确：{reason}。"
    hint = "办件编号印在受理通知书和回执上，共43位或45位，请完整填写。"


class BadLicenceIdentifier(DomainError):
    """A licence identifier that does not fit. Data: `value`, `reason`."""

    code = "bad_licence_identifier"
    status = 422
    text = "电子证照标识“{value}”不正确：{reason}。"
    basis = "GB/T 36904—2018 电子证照标识规范"
    hint = "请扫描证照上的二维码，或对照证照重新填写，各段之间用点号分开。"


class BadCitizenNo(DomainError):
    """A citizen number that cannot be. The number itself is never part of the error. Data: `reason`."""

    code = "bad_citizen_no"
    status = 422
    text = "公民身份号码不正确：{reason}。"
    basis = "GB 11643—1999 公民身份号码"
    hint = "请对照身份证件重新填写18位号码，末位可能是字母 X。"


class BadUscc(DomainError):
    """A unified social credit code that cannot be. Data: `value`, `reason`."""

    code = "bad_uscc"
    status = 422
    text = "统一社会信用代码“{value}”不正确：{reason}。"
    basis = "GB 32100—2015 法人和其他组织统一社会信用代码编码规则"
    hint = "请对照营业执照或登记证书重新填写18位代码；代码里没有字母 I、O、S、V、Z。"


class SerialExhausted(DomainError):
    """More numbers in one day (or series) than the national structure can carry. Data: `limit`."""

    code = "serial_exhausted"
    status = 409
    text = "这个事项当天的编号已用完（最多{limit}个），暂时不能再编号。"
    hint = "请联系系统管理员。"
