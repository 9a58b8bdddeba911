"""Facts the room `access` publishes: every sign-in, every right given or taken. Ids only, never a name or number."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

ACCOUNT_CREATED = FactKind(kind="account.created", text="开通账号", primary="account", public=True)
ACCOUNT_DEACTIVATED = FactKind(kind="account.deactivated", text="停用账号", primary="account", public=True)
ACCOUNT_ACTIVATED = FactKind(kind="account.activated", text="恢复账号", primary="account", public=True)
PASSWORD_CHANGED = FactKind(kind="account.password_changed", text="修改密码", primary="account", public=True)
PASSWORD_RESET = FactKind(kind="account.password_reset", text="重置密码", primary="account", public=True)
MOBILE_BOUND = FactKind(kind="account.mobile_bound", text="绑定手机号码", primary="account", public=True)
SECOND_FACTOR_SET = FactKind(kind="account.second_factor_set", text="绑定动态口令", primary="account", public=True)
SECOND_FACTOR_REMOVED = FactKind(
    kind="account.second_factor_removed", text="解除动态口令", primary="account", public=True
)
SIGNED_IN = FactKind(kind="account.signed_in", text="登录", primary="account", public=True)
SIGNED_OUT = FactKind(kind="account.signed_out", text="退出登录", primary="account", public=True)
SIGN_IN_FAILED = FactKind(kind="account.sign_in_failed", text="登录失败", primary="account", public=True)
PRINCIPAL_CHOSEN = FactKind(kind="account.principal_chosen", text="选择代办对象", primary="account", public=True)
ROLE_GRANTED = FactKind(kind="role.granted", text="授予角色", primary="account", public=False)
ROLE_REVOKED = FactKind(kind="role.revoked", text="收回角色", primary="account", public=False)
TOKEN_ISSUED = FactKind(kind="token.issued", text="签发访问令牌", primary="account", public=True)
TOKEN_REVOKED = FactKind(kind="token.revoked", text="撤销访问令牌", primary="account", public=True)
CLIENT_REGISTERED = FactKind(kind="client.registered", text="登记接入系统", primary="account", public=False)
CLIENT_REMOVED = FactKind(kind="client.removed", text="注销接入系统", primary="account", public=False)


def account_ref(account_id: int) -> ObjectRef:
    """The account as the ledger names it."""
    return ObjectRef("account", str(account_id))
