"""Refusals of the room `exchange`. The other platform reads the code, its administrator the sentence."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class MessageUnreadable(DomainError):
    """Not a message of the agreed form."""

    code = "exchange_unreadable"
    status = 400
    text = "来函不合格式：{reason}。"
    hint = "请核对双方平台的版本。"


class PeerUnknown(DomainError):
    """Nobody of this code is registered here, or the message is for somebody else."""

    code = "exchange_peer_unknown"
    status = 403
    text = "没有登记代码为“{code}”的对方平台，或者来函不是发给本平台的。"
    hint = "请双方系统管理员核对平台代码（tongban peer list）。"


class SignatureWrong(DomainError):
    """The signature is not the registered key's over these bytes."""

    code = "exchange_signature_wrong"
    status = 403
    text = "签名验证没有通过，内容可能被改动，或者对方换了密钥。"
    hint = "请双方系统管理员当面或电话核对公钥指纹（tongban peer key）。"


class PeerNotActive(DomainError):
    """Suspended or revoked."""

    code = "exchange_peer_not_active"
    status = 403
    text = "与“{name}”的往来现在是“{state}”，不能收发。"
    hint = "请联系双方系统管理员。"


class AgreementNotInForce(DomainError):
    """New conversations need an agreement in force; those under way are brought to their end."""

    code = "exchange_agreement_not_in_force"
    status = 409
    text = "与“{name}”的协议（{document_no}）有效期为{valid_from}至{valid_to}，今天不能开始新的办理。"
    hint = "已经开始的办理不受影响；请续签协议后再办理新的事项。"
    basis = "《{name}》通办协议 {document_no}"


class EnvelopeConflict(DomainError):
    """The same id or the same place in a conversation with other content."""

    code = "exchange_conflict"
    status = 409
    text = "同一编号的来函内容与已经签收的不同。"
    hint = "请对方平台的系统管理员核对；本平台保留先签收的那一份。"


class KindUnknown(DomainError):
    """No room here handles letters of this kind."""

    code = "exchange_kind_unknown"
    status = 409
    text = "本平台不办理这一类来函（{kind}）。"
    hint = "请核对双方平台的版本，升级后会自动重新发送。"


class MessageTooLarge(DomainError):
    """An envelope carries text; papers are fetched by their digest."""

    code = "exchange_too_large"
    status = 413
    text = "一封函件最大{limit}，附件最多{files}个。"
    hint = "请减少内容；材料以附件传送，不计入函件大小。"


class TooManyMessages(DomainError):
    """More than a well-behaved peer sends."""

    code = "exchange_too_many"
    status = 429
    text = "来函太频繁，请稍后再发。"
    hint = "对方平台会自动重新发送。"


class PeerExists(DomainError):
    """The code is taken."""

    code = "exchange_peer_exists"
    text = "代码为“{code}”的对方平台已经登记。"
    hint = "要变更地址、公钥或协议，请用 tongban peer change。"


class AddressNotAllowed(DomainError):
    """A production city speaks TLS with others."""

    code = "exchange_address_not_allowed"
    status = 422
    text = "对方平台的网址不能使用：{reason}。"
    hint = "请填写 https:// 开头的网址，不带路径和参数。"


class AnswerWrong(DomainError):
    """The other side answered with something that is no receipt."""

    code = "exchange_answer_wrong"
    status = 502
    text = "对方平台没有给出有效回执（{reason}）。"
    hint = "会自动重新发送；长时间不成功请联系对方系统管理员。"


class PeerAway(DomainError):
    """Nobody answered."""

    code = "exchange_peer_away"
    status = 502
    text = "对方平台没有应答。"
    hint = "会自动重新发送，不用重复办理。"
