"""What a comparison comes to, in a heading and a few sentences."""

from typing import NamedTuple

from codex_tui import formats
from codex_tui.analysis import part_text
from codex_tui.analysis.comparison import Comparison
from codex_tui.analysis.places import Spot
from codex_tui.analysis.prompt_cache import PromptCache
from codex_tui.dialects.conversation import Part

_LONGEST = 40


class Finding(NamedTuple):
    """``grave``: tokens were read again that need not have been. ``source``: who says so, or ""."""

    grave: bool
    heading: str
    text: str
    source: str = ""


def finding_of(comparison: Comparison) -> Finding:
    """The first byte that differs, and what it costs."""
    cache = comparison.cache
    if cache is None or (comparison.first is None and not cache.lost):
        return _of_bodies(comparison)
    number = comparison.a.summary.number
    at = "" if cache.byte is None else f" at byte {cache.byte:,}"
    source = "reported by the server" if cache.reused is not None else "estimated"
    other = _other_model(comparison)
    match cache.verdict:
        case "same":
            first = comparison.first
            text = f"The first byte that differs is {first.byte:,}, {_within(first.spot_b)}." if first else ""
            return Finding(
                cache.lost, "The prompts are the same", " ".join([text, _let_go(comparison, cache), other]).strip()
            )
        case "continued" if cache.lost:
            return Finding(
                True, "The prompt cache was not used", f"{_let_go(comparison, cache)} {other}".strip(), source
            )
        case "continued":
            text = f"The ~{_tokens(cache.before)} tokens before it are the same; ~{_tokens(cache.after)} are new."
            return Finding(
                False,
                f"The prompt goes on where #{number} ended{at}",
                f"{text} {_reused(cache)}{other}".strip(),
                source,
            )
        case "shortened":
            return Finding(
                False, f"The prompt is the beginning of that of #{number}", f"{_reused(cache)}{other}".strip(), source
            )
    heading = f"The prompt cache was lost{at}" if cache.lost else f"The prompts part{at}"
    after = f"~{_tokens(cache.after)}" if cache.reread is None else _tokens(cache.reread)
    verb = "had" if cache.reread is not None else "have"
    cost = f"The ~{_tokens(cache.before)} tokens before it match; the {after} after it {verb} to be read again."
    return Finding(
        cache.lost, heading, f"First difference: {_difference(comparison, cache)}. {cost} {other}".strip(), source
    )


def _of_bodies(comparison: Comparison) -> Finding:
    if comparison.first is None:
        what = "The request bodies are the same, byte for byte" if comparison.b.body else "Neither request has a body"
        return Finding(False, what, "")
    at, spot = comparison.first.byte, comparison.first.spot_b
    return Finding(False, f"The request bodies differ from byte {at:,} on", f"That is {_within(spot)}.")


def _difference(comparison: Comparison, cache: PromptCache) -> str:
    part = cache.part
    where = cache.path or "the conversation before"
    whose = f" {_article(part)} part" if part is not None else ""
    if cache.was or cache.became:
        return f"{_quoted(cache.was)} became {_quoted(cache.became)} in {where},{whose}"
    change = next((each for each in comparison.request if each.b is part), None)
    if change is not None and change.change == "same":
        return f"other bytes for the same text in {where},{whose}"
    return f"{where},{whose} that #{comparison.a.summary.number} did not have there"


def _let_go(comparison: Comparison, cache: PromptCache) -> str:
    if not cache.lost or cache.reused is None:
        return ""
    kept = comparison.a.summary.usage.cached or 0
    return (
        f"The server reused {_tokens(cache.reused)} tokens, where it had reused {_tokens(kept)} for "
        f"#{comparison.a.summary.number}, "
        "although the beginning is the same: it let go of that, or another one answered."
    )


def _reused(cache: PromptCache) -> str:
    if cache.reused is None or cache.reread is None:
        return ""
    return f"The server reused {_tokens(cache.reused)} and read {_tokens(cache.reread)}. "


def _other_model(comparison: Comparison) -> str:
    a, b = comparison.a.summary.model, comparison.b.summary.model
    return f"They asked different models, {a} and {b}, which share no cache." if a != b and a and b else ""


def _within(spot: Spot) -> str:
    if spot.path:
        return f"in {spot.path}" if spot.after is None else f"in {spot.path}, after [{spot.after}]"
    return "at its beginning" if spot.after is None else f"after {spot.after}"


def _article(part: Part) -> str:
    name = part_text.title(part)
    return f"{'an' if name[:1] in {*'aeio'} else 'a'} {name}"  # a user


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:_LONGEST]}…”" if len(line) > _LONGEST else f"“{line}”" if line else "nothing"


def _tokens(count: int) -> str:
    return formats.tokens(count)
