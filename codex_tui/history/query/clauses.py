"""What a query is made of, as it was typed."""

from codex_tui.history.query.tokens import tokens


def parts(source: str) -> list[tuple[int, int]]:
    """From, to of each of the parts that must all hold; one alone where some of them are alternatives.

    Raises QueryError.
    """
    starts: list[int] = []
    depth, begins = 0, True
    for token in tokens(source):
        if token.kind == "OR" and not depth:
            return [(0, len(source))]
        if begins and not depth and token.kind != ")":
            starts.append(token.at)
        depth += (token.kind == "(") - (token.kind == ")")
        begins = token.kind != "-" and not depth
    ends = [*starts[1:], len(source)]
    return [(start, start + len(source[start:end].rstrip())) for start, end in zip(starts, ends, strict=False)]
