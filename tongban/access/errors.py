"""Refusals of the room `access`. Whether an account exists is told to nobody who may not know it."""

from __future__ import annotations

from tongban.kernel.errors import DomainError

LEVEL_3 = "GB/T 22239—2019 第三级安全要求 8.1.4.1 身份鉴别"
SEPARATION = "GB/T 22239—2019 第三级安全要求 8.1.5：系统管理员、审计管理员、安全管理员分设。"


class UsernameTaken(DomainError):
    """Another account has this user name."""

    code = "username_taken"
    text = "这个用户名已经有人使用。"
    hint = "请换一个用户名；也可以直接用手机号码登录。"


class MobileTaken(DomainError):
    """Another account signs in with this mobile."""

    code = "mobile_taken"
    text = "这个手机号码已经用于另一个账号。"
    hint = "如果是您本人的账号，请直接登录；号码是新近换来的，请带身份证到窗口更正。"


class AccountExists(DomainError):
    """The person or officer has an account already."""

    code = "account_exists"
    text = "您已经注册过账号，一个人只需要一个账号。"
    hint = "请直接登录；忘记用户名或密码的，请带身份证到窗口重置。"


class SignUpAtWindow(DomainError):
    """The city knows this person, and what was typed does not prove that it is the same one."""

    code = "sign_up_at_window"
    status = 403
    text = "您的身份信息此前已在窗口登记，预留的手机号码与这次填写的不一致（或没有预留）。"
    basis = "《中华人民共和国个人信息保护法》第九条：个人信息处理者应当采取必要措施保障个人信息的安全。"
    hint = "为防止他人冒用，请用窗口预留的手机号码注册，或带身份证到就近窗口开通账号。"


class WeakPassword(DomainError):
    """The password does not meet the rules."""

    code = "weak_password"
    status = 422
    text = "密码不符合要求：{reason}"
    basis = LEVEL_3
    hint = "请至少用 10 个字符，不要用常见密码，也不要包含用户名。"


class AccountInactive(DomainError):
    """The account was switched off."""

    code = "account_inactive"
    status = 403
    text = "这个账号已经停用。"
    hint = "如有疑问，请联系单位管理员或到窗口咨询。"


class AdministratorsApart(DomainError):
    """System, security and audit administrators are three different people, and do no casework."""

    code = "administrators_apart"
    text = "系统管理员、安全管理员、审计管理员要由不同的账号担任，也不能兼任办件角色。"
    basis = SEPARATION
    hint = "请为另一位工作人员的账号授予这个角色。"


class ScopesDiffer(DomainError):
    """Two different roles of one account must cover the same departments, or rights would mix."""

    code = "scopes_differ"
    text = "这个账号的另一个角色管辖范围不同，不能再授予“{role}”：两种权限会在两边同时生效。"
    basis = "最小授权原则（GB/T 22239—2019 8.1.4.2 访问控制）。"
    hint = "请授予相同的部门范围，或为第二个范围另开账号。"


class GrantToSelf(DomainError):
    """Nobody gives rights to himself."""

    code = "grant_to_self"
    status = 403
    text = "不能给自己的账号授予或收回角色。"
    basis = SEPARATION
    hint = "请由另一位管理员操作。"


class RoleNeedsScope(DomainError):
    """A role of casework needs a department or a region."""

    code = "role_needs_scope"
    status = 422
    text = "“{role}”要写明管辖的部门或区划。"
    hint = "请选择部门，或填写行政区划代码。"


class RoleNeedsOfficer(DomainError):
    """Roles of staff go to accounts of officers or of a department's systems."""

    code = "role_needs_officer"
    status = 422
    text = "“{role}”只能授予工作人员或部门系统的账号。"
    hint = "请先登记工作人员并为其开通账号。"


class SecondFactorRequired(DomainError):
    """The role acts only after a second factor."""

    code = "second_factor_required"
    status = 403
    text = "管理员要用密码和动态口令两种方式登录后才能操作。"
    basis = LEVEL_3 + "：应采用两种或两种以上组合的鉴别技术。"
    hint = "请在“账号安全”中绑定动态口令，然后输入口令继续。"


class SignInRequired(DomainError):
    """Nobody is signed in."""

    code = "sign_in_required"
    status = 401
    text = "请先登录。"
    hint = "登录后会回到刚才的页面；接口请带上有效的访问令牌。"


class TokenLife(DomainError):
    """A token lives between a minute and a year."""

    code = "token_life"
    status = 422
    text = "令牌的有效期应在 1 分钟到 {most} 天之间。"
    hint = "请修改有效期；到期后可以再签发一个。"


class ClientAddress(DomainError):
    """A redirect address of a department system must be exact and encrypted."""

    code = "client_address"
    status = 422
    text = "回调地址“{address}”不合规：要用 https（本机调试可用 http://127.0.0.1 或 http://localhost），不能带通配符和片段。"
    hint = "请填写部门系统的完整回调地址。"
