"""Ways out of the house: adapters for short messages and mail, chosen by setting, with a working embedded default.

The embedded adapter hands nothing to anybody: the outbox row itself is what staff read on the outbox page.
A vendor's adapter registers a factory under a name; `TONGBAN_SMS_ADAPTER` and `TONGBAN_MAIL_ADAPTER` choose.
"""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused
from typing import Generic, Protocol, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage

from tongban.notices.errors import AdapterNotConfigured, AdapterRefused, AdapterUnavailable


class SmsAdapter(Protocol):
    """Sends short messages."""

    def check_config(self) -> list[str]:
        """Chinese sentences on what is missing; empty when ready."""

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Send once per `reference`; returns the provider's number.

        The same reference comes again where we crashed after handing over: give it to the provider as the key by which
        it recognises repetitions. Raises `AdapterUnavailable` where it should be tried again.
        """


class MailAdapter(Protocol):
    """Sends electronic mail."""

    def check_config(self) -> list[str]:
        """Chinese sentences on what is missing; empty when ready."""

    def send(self, *, to: str, subject: str, text: str, reference: str) -> str:
        """Send once per `reference`; returns the provider's number. Raises `AdapterUnavailable` to be tried again."""


class EmbeddedSms:
    """The default: the outbox row is the message."""

    def check_config(self) -> list[str]:
        """Always ready."""
        return []

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Nothing leaves; the reference is its own receipt."""
        return reference


class EmbeddedMail:
    """The default: the outbox row is the message."""

    def check_config(self) -> list[str]:
        """Always ready."""
        return []

    def send(self, *, to: str, subject: str, text: str, reference: str) -> str:
        """Nothing leaves; the reference is its own receipt."""
        return reference


class SmtpMail:
    """Mail through the SMTP server of Django's own settings."""

    def check_config(self) -> list[str]:
        """Host and sender must be set."""
        problems = []
        if not settings.EMAIL_HOST:
            problems.append("没有设置邮件服务器。")
        if settings.DEFAULT_FROM_EMAIL == "webmaster@localhost":
            problems.append("没有设置发件人地址。")
        return problems

    def send(self, *, to: str, subject: str, text: str, reference: str) -> str:
        """One plain-text mail; the reference becomes its Message-ID so that a second try is recognised.

        Raises `AdapterUnavailable`, and `AdapterRefused` where the server knows no such address.
        """
        message_id = f"<{reference}@tongban>"
        mail = EmailMessage(subject=subject, body=text, to=[to], headers={"Message-ID": message_id})
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            # 5xx: this address will never take it (RFC 5321, 4.2.1); anything else is tried again.
            for_good = all(code >= 500 for code, _ in error.recipients.values())
            raise (AdapterRefused() if for_good else AdapterUnavailable()) from error
        except OSError as error:
            raise AdapterUnavailable() from error
        return message_id


A = TypeVar("A", SmsAdapter, MailAdapter)


class AdapterRegistry(Generic[A]):
    """Factories by name; the chosen one is made per call and must pass its own check."""

    def __init__(self, setting: str, embedded: Callable[[], A]) -> None:
        self.setting = setting
        self._factories: dict[str, Callable[[], A]] = {"embedded": embedded}

    def register(self, name: str, factory: Callable[[], A]) -> None:
        """Offer an adapter under `name`."""
        self._factories[name] = factory

    def name(self) -> str:
        """The name chosen by the city."""
        return str(getattr(settings, self.setting, "") or "embedded")

    def chosen(self) -> A:
        """The city's adapter, checked. Raises `AdapterNotConfigured`."""
        name = self.name()
        factory = self._factories.get(name)
        if factory is None:
            raise AdapterNotConfigured(adapter=name, problems="没有这个通道。")
        adapter = factory()
        if problems := adapter.check_config():
            raise AdapterNotConfigured(adapter=name, problems="".join(problems))
        return adapter


sms_adapters: AdapterRegistry[SmsAdapter] = AdapterRegistry("TONGBAN_SMS_ADAPTER", EmbeddedSms)
mail_adapters: AdapterRegistry[MailAdapter] = AdapterRegistry("TONGBAN_MAIL_ADAPTER", EmbeddedMail)
mail_adapters.register("smtp", SmtpMail)


def check_config() -> list[str]:
    """Everything wrong with the chosen adapters, as Chinese sentences; empty when both are ready."""
    problems = []
    for registry in (sms_adapters, mail_adapters):
        try:
            registry.chosen()
        except AdapterNotConfigured as error:
            problems.append(error.sentence)
    return problems
