"""An exchange in a few words: what was asked last, and what the model did."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath

from codex_tui.dialects.answer import Answer
from codex_tui.dialects.apis import path_of
from codex_tui.dialects.conversation import Part
from codex_tui.dialects.draft import Draft
from codex_tui.dialects.title import title_in
from codex_tui.dialects.tools import Patch, ShellCommand, call_of, output_of
from codex_tui.dialects.verdict import is_cut
from codex_tui.history.exchange import Exchange
from codex_tui.history.record import Record
from codex_tui.history.summary import State

LONGEST = 120  # characters
_MOST_TOOLS = 20

#: Their first argument says what they do.
_PROGRAMS_WITH_COMMANDS = frozenset(
    {"apt", "brew", "cargo", "conda", "docker", "gh", "git", "go", "hg", "just", "kubectl", "make", "npm", "npx"}
    | {"pip", "pnpm", "poetry", "systemctl", "terraform", "uv", "yarn"}
)
_SUBCOMMAND = re.compile(r"[a-z][a-z0-9:-]*")
#: What to call an answer without a call or a message, by the kind of its parts.
_SAID = (("image", "image"), ("reasoning", "reasoning"), ("other", "compaction"))
#: While longer arguments stream they are not read again and again.
_LONG_ARGUMENTS = 4_096


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` on one line, cut with ``…`` where it is longer."""
    line = " ".join(text.lstrip()[: longest * 8].split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def preview_of(parts: Sequence[Part]) -> str:
    """The newest text of the user or of a tool."""
    for part in reversed(parts):
        if part.kind == "message" and part.role == "user" and part.text.strip():
            return one_line(part.text)
        if part.kind == "tool_output" and (said := output_of(part).text.strip() or part.text.strip()):
            return one_line(said)
    return ""


def request_line(record: Record, did: str | None = None) -> str:
    """What to say of an exchange that asks no model: method, path, and the status of a refusal, else what it did."""
    line = f"{record.method} {path_of(record.url)}"
    if record.status is not None and record.status >= 400:
        return one_line(f"{line}, {record.status}")
    return one_line(f"{line}: {did}" if did else line)


def outcome_of(exchange: Exchange, answer: Answer, state: State, error: str | None, kind: str | None) -> str:
    """What the model did, or how it came to nothing."""
    did = answer.did or _did(answer.drafts)
    if kind == "title" and state == "complete" and (title := title_in(answer.parts())):
        return one_line(f"title: {title}")
    if kind == "compaction" and state == "complete":
        return kind
    match state:
        case "live":
            return one_line(f"{did}, streaming" if did else "waiting")
        case "complete":
            return one_line(did or (kind if kind == "prewarm" else "no answer"))
        case "aborted":
            return one_line(f"{did or 'no answer'}, aborted")
        case "interrupted":
            return "proxy stopped here" if exchange.record.end == "proxy_stopped" else "proxy died here"
    if is_cut(exchange, answer, state):
        return one_line(f"{did or 'no answer'}, cut off")
    status = exchange.record.status
    return one_line(f"{'failed:' if status is None or status < 400 else status} {error or ''}")


def tools_of(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The tools that are called, some twenty at most."""
    names = dict.fromkeys(one_line(draft.name) for draft in drafts if draft.kind == "tool_call" and draft.name)
    return tuple(islice(names, _MOST_TOOLS))


def _did(drafts: Sequence[Draft]) -> str:
    calls = [draft for draft in drafts if draft.kind == "tool_call"]
    if len(calls) == 1:
        return _call_in_full(calls[0])
    if calls:
        return f"{len(calls)} calls: {', '.join(map(_call_in_short, calls[:20]))}"
    kinds = {draft.kind for draft in drafts}
    if "message" in kinds:
        return "refusal" if all(_is_refusal(draft) for draft in drafts if draft.kind == "message") else "answer"
    return next((word for kind, word in _SAID if kind in kinds), "")


def _is_refusal(draft: Draft) -> bool:
    return draft.name == "refusal"


def _call_in_full(draft: Draft) -> str:
    if not _is_readable(draft):
        return f"1 call: {draft.name or '…'}"
    match call_of(draft.part()):
        case ShellCommand(command=command):
            return f"$ {one_line(command)}"
        case Patch() as patch:
            where = patch.files[0].path if len(patch.files) == 1 else f"{len(patch.files)} files"
            return f"± {where} +{patch.added} −{patch.removed}"
    return f"1 call: {draft.name or '…'}"


def _call_in_short(draft: Draft) -> str:
    if _is_readable(draft):
        match call_of(draft.part()):
            case ShellCommand(command=command):
                return f"$ {_program(command.split(maxsplit=2))}"
            case Patch() as patch:
                return f"± {PurePosixPath(patch.files[0].path).name}"
    return draft.name or "…"


def _is_readable(draft: Draft) -> bool:
    return not draft.open or draft.characters <= _LONG_ARGUMENTS


def _program(words: Sequence[str]) -> str:
    if len(words) > 1 and words[0] in _PROGRAMS_WITH_COMMANDS and _SUBCOMMAND.fullmatch(words[1]):
        return " ".join(words[:2])
    return words[0] if words else ""
