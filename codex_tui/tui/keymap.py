"""The keys as the user wants them: ``[keys]`` of the settings, laid over the table."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

import msgspec
from textual.binding import Binding
from textual.keys import Keys

from codex_tui.tui.keys import ACTS, UNBOUND, key_name

_SPOKEN = {
    "esc": "escape",
    "page down": "pagedown",
    "page up": "pageup",
    "return": "enter",
    ",": "comma",
    " ": "space",
}
_MODIFIERS = frozenset({"ctrl", "shift", "alt"})

_BOXES = frozenset({"choice", "prompt"})
_EVERYWHERE = frozenset({"quit", "suspend", "notices.drop"})
_BESIDE_BOXES = frozenset({"setup", "command", *_EVERYWHERE})
"""What begins the names of actions in boxes; what of the rest is in reach there too, or chooses like a box."""


def _long(key: str) -> str:
    """A key as Textual names it: ``question_mark`` for ``?``."""
    spoken = _SPOKEN.get(key.lower() if len(key) > 1 else key, key)
    return next(iter(Binding.make_bindings([Binding(spoken, "", "")]))).key


# Both are made when keys are asked for: a start without wishes does without.


@cache
def _named() -> set[str]:
    return {key.value for key in Keys} | {_long(chr(code)) for code in range(33, 127)}


@cache
def _defaults() -> dict[str, list[str]]:
    return {name: [_long(key) for key in act.keys.split(",")] for name, act in ACTS.items()}


class Keymap(msgspec.Struct, frozen=True):
    """``changed``: for ``App.set_keymap``; ``warnings``: sentences on what is wanted in vain."""

    changed: Mapping[str, str] = {}
    warnings: Sequence[str] = ()

    def keys_of(self, action: str) -> list[str]:
        """As they are written for people."""
        keys = self.changed[action].split(",") if action in self.changed else _defaults()[action]
        return [key_name(key) for key in keys if not key.startswith(UNBOUND)]


def keymap_of(wanted: Mapping[str, Sequence[str]]) -> Keymap:
    """What ``wanted``, keys by action, comes to. What is no action or no key is warned of and left out.

    A key that another action has goes to the one that the user gave it to; actions that share one by themselves,
    each in its own pane, go on sharing.
    """
    if not wanted:
        return Keymap({}, [])
    warnings: list[str] = []
    chosen: dict[str, list[str]] = {}
    for action, keys in wanted.items():
        if action not in ACTS:
            warnings.append(_unknown_action(action))
            continue
        known = [_long(key) for key in keys if key and _is_key(key)]
        warnings += [f"[keys] gives {action} {key!r}, which is no key." for key in keys if not (key and _is_key(key))]
        if known or not keys:
            chosen[action] = known
    all_keys = {**_defaults(), **chosen}
    for action, own in chosen.items():
        for other in ACTS:
            shared = [key for key in own if key in all_keys[other]]
            if other == action or not shared or _share_a_key(action, other) or _never_meet(action, other):
                continue
            if other not in chosen:
                all_keys[other] = [key for key in all_keys[other] if key not in own]
                warnings.append(_taken(action, other, shared, left=all_keys[other]))
            elif action < other:
                both = " ".join(map(key_name, shared))
                warnings.append(f"[keys] gives {both} to both {action} and {other}; only one of them can have it.")
    changed = {name: ",".join(each) or UNBOUND + name for name, each in all_keys.items() if each != _defaults()[name]}
    return Keymap(changed, warnings)


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable()
    *modifiers, base = key.split("+") if not key.endswith("++") else [*key[:-2].split("+"), "+"]
    return set(modifiers) <= _MODIFIERS and bool(base.strip()) and "," not in base and _long(base) in _named()


def _share_a_key(one: str, other: str) -> bool:
    return not set(_defaults()[one]).isdisjoint(_defaults()[other])


def _never_meet(one: str, other: str) -> bool:
    """Whether no key reaches both: over a menu or a line that is asked for, nothing else is in reach."""
    places = [name if name in _EVERYWHERE else name.partition(".")[0] for name in (one, other)]
    return any(place in _BOXES for place in places) and len({*places}) == 2 and _BESIDE_BOXES.isdisjoint(places)


def _unknown_action(action: str) -> str:
    near = get_close_matches(action, ACTS, n=1)
    asked = f" Did you mean {near[0]!r}?" if near else " `codex-tui config keys` lists them."
    return f"[keys] names {action!r}, which is no action.{asked}"


def _taken(action: str, other: str, keys: Sequence[str], left: Sequence[str]) -> str:
    rest = f"it keeps {' '.join(map(key_name, left))}" if left else "the palette still reaches it"
    return f"[keys] gives {' '.join(map(key_name, keys))} to {action} and takes it from {other}; {rest}."
