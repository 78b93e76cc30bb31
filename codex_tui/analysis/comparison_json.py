"""A comparison as the object that ``codex-tui diff --json`` prints."""

from typing import Any

from codex_tui.analysis import part_text
from codex_tui.analysis.comparison import Comparison
from codex_tui.analysis.finding import finding_of
from codex_tui.analysis.part_change import PartChange
from codex_tui.analysis.places import Spot
from codex_tui.analysis.side import Side
from codex_tui.analysis.text_change import Line


def as_contract(comparison: Comparison) -> dict[str, Any]:
    """Its fields in the order in which a person would ask for them."""
    finding = finding_of(comparison)
    return {
        "a": _side(comparison.a),
        "b": _side(comparison.b),
        "same": comparison.is_same,
        "finding": {"heading": finding.heading, "text": finding.text, "grave": finding.grave},
        "first_difference": _first(comparison),
        "prompt_cache": _cache(comparison),
        "fields": [
            {"change": field.change, "name": field.name, "a": field.a, "b": field.b} for field in comparison.fields
        ],
        "parts": [_part(change) for change in comparison.request],
        "answer": [_part(change) for change in comparison.answer],
    }


def _side(side: Side) -> dict[str, Any]:
    summary = side.summary
    named = ("id", "number", "started_at", "state", "api", "model", "usage", "timing", "sizes", "finish", "error")
    return {name: getattr(summary, name) for name in named}


def _first(comparison: Comparison) -> dict[str, Any] | None:
    first = comparison.first
    if first is None:
        return None
    return {"byte": first.byte, "sizes": first.sizes, "a": _spot(first.spot_a), "b": _spot(first.spot_b)}


def _spot(spot: Spot) -> dict[str, Any]:
    return {"path": spot.path, "after": spot.after}


def _cache(comparison: Comparison) -> dict[str, Any] | None:
    cache = comparison.cache
    if cache is None:
        return None
    return {
        "verdict": cache.verdict,
        "byte": cache.byte,
        "path": cache.path,
        "tokens_before": cache.before,
        "tokens_after": cache.after,
        "reused": cache.reused,
        "reread": cache.reread,
        "lost": cache.lost,
    }


def _part(change: PartChange) -> dict[str, Any]:
    part = change.part
    told = {
        "change": change.change,
        "kind": part.kind,
        "role": part.role,
        "name": part.name,
        "path_a": change.path_a,
        "path_b": change.path_b,
        "tokens_a": part_text.tokens(change.a) if change.a else None,
        "tokens_b": part_text.tokens(change.b) if change.b else None,
    }
    if change.change == "same":
        return told
    tools = [{"change": became, "name": name} for became, name in change.tools]
    return {**told, **({"tools": tools} if tools else {}), "lines": [_line(line) for line in change.lines]}


def _line(line: Line) -> dict[str, Any]:
    text = "".join(span.text for span in line.spans)
    changed, at = [], 0
    for span in line.spans:
        if span.changed:
            changed.append([at, at + len(span.text)])
        at += len(span.text)
    return {"sign": line.sign, "a": line.a, "b": line.b, "text": text, "changed": changed}
