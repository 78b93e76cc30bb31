"""The filter language explained: its words, its keys and their values, with examples."""

from codex_tui.history.query.qualifiers import QUALIFIERS

WORDS = (
    ("retry seed", "both words, anywhere in what was sent or answered"),
    ('"retry seed"', "these words as they stand, one behind the other"),
    (r"re:retr(y|ies)\b", "a regular expression; quotes hold one with spaces"),
    ("retry OR seed", "one of them, or both"),
    ("-retry", "not this"),
    ("-(retry OR seed)", "none of both: parentheses group"),
    ("status:404,5xx", "one of these values"),
)

EXAMPLES = (
    ("is:error since:1h", "what failed within the last hour"),
    ("model:gpt-oss dur:>30s", "slow answers of one model"),
    ("tool:pytest -is:live", "what ran pytest, once it was answered"),
    ("path:/v1/responses in:>10k", "large prompts"),
)


def explained() -> dict[str, list[tuple[str, str]]]:
    """By section: what may be written, and what it means."""
    keys = [(f"{key}:{qualifier.such_as[0]}", qualifier.wants) for key, qualifier in QUALIFIERS.items()]
    values = {
        f"Values of {key}:": [(value, qualifier.about[value]) for value in qualifier.values]
        for key, qualifier in QUALIFIERS.items()
        if qualifier.about
    }
    return {"Words": [*WORDS], "Examples": [*EXAMPLES], "Keys": keys, **values}
