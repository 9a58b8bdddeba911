"""Element sets as rows: the bureau adds what a province or the State asks for without a new release."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ElementSetRow(models.Model):
    """A named list of elements (要素集) of the city's own, or in place of a standard one of the same code.

    Codes are those of `elements.ELEMENTS`; `same` is a part of `elements`.
    """

    code = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    basis = models.TextField("依据")
    elements = ArrayField(models.CharField(max_length=40), verbose_name="要素")
    same = ArrayField(models.CharField(max_length=40), verbose_name="应当一致的要素", default=list, blank=True)

    class Meta:
        verbose_name = "要素集"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z][a-z0-9_]*$"), name="catalogue_element_set_code_is_a_word"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(basis=""), name="catalogue_element_set_says_its_basis"),
            models.CheckConstraint(condition=Q(elements__len__gt=0), name="catalogue_element_set_has_elements"),
        ]

    def __str__(self) -> str:
        return self.name
