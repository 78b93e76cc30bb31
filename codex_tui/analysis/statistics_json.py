"""Statistics as the object that ``codex-tui stats --json`` prints."""

from dataclasses import asdict
from typing import Any

from codex_tui.analysis.distribution import Distribution
from codex_tui.analysis.scope import Scope
from codex_tui.analysis.statistics import Statistics
from codex_tui.analysis.survey import Survey


def as_contract(scope: Scope, statistics: Statistics, survey: Survey | None) -> dict[str, Any]:
    """Times in ms, sizes in bytes; tokens of parts are estimated."""
    return {
        "scope": {"kind": scope.kind, "name": scope.name or None},
        "exchanges": statistics.exchanges,
        "requests": len(statistics.requests),
        "sessions": len(statistics.sessions),
        "turns": statistics.turns,
        "sub_agents": len(statistics.agents),
        "retries": statistics.retries,
        "states": dict(statistics.states),
        "errors": dict(statistics.errors.most_common()),
        "warnings": dict(statistics.warnings.most_common()),
        "tokens": asdict(statistics.tokens),
        "sizes": {"request": statistics.sent, "response": statistics.received},
        "waiting": statistics.waiting,
        "span": statistics.span,
        "first_token": _distribution(statistics.first_token),
        "tokens_per_second": _distribution(statistics.speed),
        "models": [asdict(model) for model in statistics.models.values()],
        "by_request": [asdict(request) for request in statistics.requests],
        "context_limit": survey.limit if survey else None,
        "context": [asdict(use) | {"total": use.total} for use in survey.uses] if survey else [],
        "largest_parts": [asdict(part) for part in survey.largest.parts] if survey and survey.largest else [],
    }


def _distribution(found: Distribution) -> dict[str, Any]:
    return {
        "count": found.count,
        "least": found.least,
        "median": found.median,
        "p95": found.p95,
        "most": found.most,
        "buckets": [asdict(bucket) for bucket in found.buckets],
    }
