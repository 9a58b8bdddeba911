"""How compiled templates write values out: escaped as ever, without a detour through `Markup` for every text."""

from __future__ import annotations

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # what `escape` does with a text


def shown(value: object) -> str:
    """A value as a page shows it: escaped, unless it is a piece of page already.

    What a template writes out is only joined, and what a macro returns becomes `Markup` as a whole: a text by itself
    need not, which takes longer than escaping it.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]  # a text, as was asked one line above
    return value if kind is Markup else escape(value)  # type: ignore[return-value]  # `Markup` is a text


class Writer(CodeGenerator):
    """Jinja's own compiler, which calls `shown` of the environment where it would call `escape`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")
