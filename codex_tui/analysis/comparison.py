"""Two exchanges beside each other: what of one request and answer is in the other."""

from dataclasses import dataclass

from codex_tui.analysis.field_change import FieldChange, compare_fields
from codex_tui.analysis.first_difference import FirstDifference, first_difference
from codex_tui.analysis.part_change import PartChange, compare_parts
from codex_tui.analysis.prompt_cache import PromptCache, prompt_cache
from codex_tui.analysis.side import Side


@dataclass(frozen=True)
class Comparison:
    """``a`` is the earlier one as a rule, ``b`` what it became.

    ``request``: the parts of the requests in order; ``answer``: those of the answers.
    """

    a: Side
    b: Side
    fields: list[FieldChange]
    request: list[PartChange]
    answer: list[PartChange]
    first: FirstDifference | None
    cache: PromptCache | None

    @property
    def is_same(self) -> bool:
        """Whether both sent the same and got the same; bytes may still differ, as in the order of fields."""
        changes = [field.change for field in self.fields] + [part.change for part in (*self.request, *self.answer)]
        return all(change == "same" for change in changes)


def compare(a: Side, b: Side) -> Comparison:
    """What differs. Costs milliseconds for each megabyte, and touches nothing but the two sides."""
    request = compare_parts(a.sent, b.sent, a.located.paths, b.located.paths)
    return Comparison(
        a=a,
        b=b,
        fields=[*compare_fields(a, b)],
        request=request,
        answer=compare_parts(a.answered, b.answered),
        first=first_difference(a.body, b.body),
        cache=prompt_cache(a, b, request) if a.summary.is_model_call and b.summary.is_model_call else None,
    )
