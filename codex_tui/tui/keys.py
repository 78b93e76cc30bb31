"""Every key of the inspector: binding, footer, help and palette read this one table."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from textual.app import App
from textual.binding import Binding, BindingType
from textual.keys import key_to_character


class Act(msgspec.Struct, frozen=True):
    """One action that a key reaches.

    ``title`` names it in the palette; ``help`` is its line on the help screen, where lines that read alike share
    one; ``footer`` its word in the footer, empty for keys that everyone guesses.
    """

    keys: str
    action: str
    title: str
    section: str
    help: str
    footer: str = ""


UNBOUND = "unbound "
"""Begins the key, which no keyboard has, of an action that the user left none: the palette still reaches it."""

MOVING = (
    "line.next",
    "line.previous",
    "page.down",
    "page.up",
    "half_page.down",
    "half_page.up",
    "line.first",
    "line.last",
)
"""What moves the cursor of a view."""

ACTS: dict[str, Act] = {
    "line.next": Act("j,down", "cursor_down", "Next line", "Move", "next, previous line"),
    "line.previous": Act("k,up", "cursor_up", "Previous line", "Move", "next, previous line"),
    "half_page.down": Act("ctrl+d", "half_page_down", "Half a page down", "Move", "half a page"),
    "half_page.up": Act("ctrl+u", "half_page_up", "Half a page up", "Move", "half a page"),
    "page.down": Act("space,pagedown", "page_down", "Page down", "Move", "a page"),
    "page.up": Act("b,pageup", "page_up", "Page up", "Move", "a page"),
    "line.first": Act("g,home", "cursor_first", "First line", "Move", "first, last"),
    "line.last": Act("G,end", "cursor_last", "Last line", "Move", "first, last"),
    "part.next": Act("}", "next_part", "Next part", "Move", "next, previous part"),
    "part.previous": Act("{", "previous_part", "Previous part", "Move", "next, previous part"),
    "exchange.next": Act("]", "next_exchange", "Next exchange", "Move", "next, previous exchange", "next"),
    "exchange.previous": Act(
        "[", "previous_exchange", "Previous exchange", "Move", "next, previous exchange", "next"
    ),
    "group.toggle": Act("enter", "toggle_group", "Fold or unfold", "Look", "fold or unfold", "fold"),
    "group.fold": Act("h,left", "fold_group", "Fold, or go to the group", "Look", "fold, unfold"),
    "group.unfold": Act("l,right", "unfold_group", "Unfold", "Look", "fold, unfold"),
    "error.next": Act("e", "next_error(1)", "Next error", "Move", "next, previous error"),
    "error.previous": Act("E", "next_error(-1)", "Previous error", "Move", "next, previous error"),
    "exchange.open": Act("enter", "open", "Read its transcript", "Look", "read its transcript", "open"),
    "fold.toggle": Act("enter", "toggle_fold", "Fold or unfold", "Look", "fold or unfold", "fold"),
    "fold.all": Act("-", "fold_all", "Fold all", "Look", "fold all, unfold all"),
    "unfold.all": Act("=", "unfold_all", "Unfold all", "Look", "fold all, unfold all"),
    "list.sort": Act("s", "sort", "Sort the list", "Look", "sort the list"),
    "list.columns": Act("c", "columns", "Columns of the list", "Look", "columns of the list"),
    "follow": Act("t", "toggle_follow", "Follow new traffic", "Look", "follow new traffic", "follow"),
    "change.next": Act("n", "next_change", "Next change", "Move", "next, previous change", "next change"),
    "change.previous": Act("N", "previous_change", "Previous change", "Move", "next, previous change"),
    "compare.same": Act("a", "toggle_same", "Show what is the same", "Look", "what is the same, one by one", "same"),
    "compare.bytes": Act("p", "toggle_bytes", "Show the bytes", "Look", "the bytes where they part", "bytes"),
    "compare.swap": Act("s", "swap", "Swap the two sides", "Look", "swap A and B", "swap"),
    "statistic.open": Act("enter", "open", "Show the exchange", "Look", "show the exchange", "show"),
    "scope.next": Act(
        "tab", "next_scope(1)", "Session, model, all", "Look", "session, model, all", "session, model, all"
    ),
    "scope.previous": Act("shift+tab", "next_scope(-1)", "All, model, session", "Look", "session, model, all"),
    "wrap": Act("w", "toggle_wrap", "Wrap long lines", "Look", "wrap long lines"),
    "plain": Act("p", "toggle_plain", "Plain source", "Look", "plain source or rendered"),
    "zoom": Act("z", "zoom", "Zoom this pane", "Look", "zoom this pane", "zoom"),
    "tab.previous": Act("h,left", "screen.shift_tab(-1)", "Previous tab", "Panes", "previous, next tab", "tab"),
    "tab.next": Act("l,right", "screen.shift_tab(1)", "Next tab", "Panes", "previous, next tab", "tab"),
    "pane.next": Act("tab", "focus_pane(1)", "Next pane", "Panes", "next, previous pane"),
    "pane.previous": Act("shift+tab", "focus_pane(-1)", "Previous pane", "Panes", "next, previous pane"),
    "pane.exchanges": Act("1", "go_to_pane(1)", "Exchanges", "Panes", "exchanges, transcript, raw"),
    "pane.transcript": Act("2", "go_to_pane(2)", "Transcript", "Panes", "exchanges, transcript, raw"),
    "pane.raw": Act("3", "go_to_pane(3)", "Raw", "Panes", "exchanges, transcript, raw"),
    "find.open": Act("/", "find", "Search in this pane", "Find", "search in this pane", "search"),
    "find.next": Act("n", "find_next(1)", "Next hit", "Find", "next, previous hit"),
    "find.previous": Act("N", "find_next(-1)", "Previous hit", "Find", "next, previous hit"),
    "filter.edit": Act("f", "filter", "Filter the list", "Find", "filter", "filter"),
    "filter.toggle": Act("F", "toggle_filter", "Filter off and on", "Find", "filter off and on"),
    "filter.saved": Act(
        UNBOUND + "filter.saved", "saved_filters", "Filter by a saved one", "Find", "filter by a saved one"
    ),
    "filter.save": Act(
        UNBOUND + "filter.save", "save_filter", "Save the filter by a name", "Find", "save the filter"
    ),
    "filter.delete": Act(
        UNBOUND + "filter.delete", "delete_filter", "Delete a saved filter", "Find", "delete a saved filter"
    ),
    "language": Act("?,f1", "app.language", "The filter language", "Find", "the filter language", "language"),
    "filter.complete": Act("tab", "complete", "Take what is offered", "Find", "take what is offered", "complete"),
    "filter.up": Act("up", "choose(-1)", "Previous offer", "Find", "previous, next offer", "choose"),
    "filter.down": Act("down", "choose(1)", "Next offer", "Find", "previous, next offer", "choose"),
    "filter.apply": Act("enter", "apply", "Apply the filter", "Find", "apply the filter", "apply"),
    "filter.drop": Act("escape", "drop", "Drop the filter", "Find", "drop the filter", "drop"),
    "search.open": Act("ctrl+f", "search", "Search the whole history", "Find", "search the whole history"),
    "search.edit": Act("f,ctrl+f", "edit", "Change the search", "Find", "change the search", "change"),
    "search.hit": Act("enter", "open_hit", "Open the exchange at the hit", "Look", "open it at the hit", "open"),
    "search.stop": Act("s", "screen.stop", "Stop searching", "Find", "stop searching", "stop"),
    "search.results": Act("enter,down,tab", "results", "To the results", "Find", "to the results", "results"),
    "search.leave": Act("escape", "leave", "Back", "Inspector", "back", "back"),
    "find.up": Act("up", "find_next(-1)", "Previous hit", "Find", "next, previous hit", "hit"),
    "find.down": Act("down", "find_next(1)", "Next hit", "Find", "next, previous hit", "hit"),
    "find.keep": Act("enter", "keep", "Keep the search", "Find", "keep the search", "keep"),
    "find.drop": Act("escape", "drop", "Drop the search", "Find", "drop the search", "drop"),
    "compare.previous": Act(
        "d", "compare_previous", "Compare with the previous request", "Act on one", "diff with the one before", "diff"
    ),
    "compare.marked": Act(
        "D", "compare_marked", "Compare with the marked exchange", "Act on one", "diff with the marked one"
    ),
    "mark": Act("m", "mark", "Mark, or no longer", "Act on one", "mark"),
    "note": Act(";", "note", "Write a note", "Act on one", "write a note"),
    "copy.menu": Act("y", "copy_menu", "Copy a part of it", "Act on one", "copy", "copy"),
    "copy.now": Act("Y", "copy_now", "Copy what the view names", "Act on one", "copy at once"),
    "export.menu": Act("x", "export_menu", "Export to a file", "Act on one", "export", "export"),
    "pager": Act("o", "pager", "Open in the pager", "Act on one", "pager, editor"),
    "editor": Act("O", "editor", "Open in the editor", "Act on one", "pager, editor"),
    "fix.copy": Act("y", "screen.copy_fix", "Copy the fix", "Act on one", "copy the fix", "copy the fix"),
    "check.again": Act("i", "screen.check_again", "Check again", "Look", "check again", "check again"),
    "command.first": Act("y", "copy_command(0)", "Copy the command", "Act on one", "copy the command", "copy"),
    "command.second": Act(
        "Y", "copy_command(1)", "Copy the second command", "Act on one", "copy the second", "copy the second"
    ),
    "demo": Act("d", "app.play_demo", "Play the demo: made-up traffic", "Inspector", "play the demo"),
    "statistics": Act("S", "statistics", "Statistics", "Inspector", "statistics"),
    "log": Act("L", "proxy_log", "Proxy log", "Inspector", "proxy log, doctor", "proxy log"),
    "doctor": Act("i", "doctor", "Doctor: every check, and how to mend it", "Inspector", "proxy log, doctor"),
    "damage": Act("!", "damage", "Lines that cannot be read", "Inspector", "lines that cannot be read"),
    "page.leave": Act("escape,q", "leave", "Back", "Inspector", "back", "back"),
    "help.next": Act("tab", "turn(1)", "Keys of the next pane", "Panes", "keys of other panes"),
    "help.previous": Act("shift+tab", "turn(-1)", "Keys of the pane before", "Panes", "keys of other panes"),
    "help.leave": Act("escape,q,enter", "leave", "Back", "Inspector", "back"),
    "choice.next": Act("down,j,tab", "cursor_down", "Next one", "Move", "choose", "choose"),
    "choice.previous": Act("up,k,shift+tab", "cursor_up", "Previous one", "Move", "choose", "choose"),
    "choice.take": Act("enter", "take", "Choose it", "Act on one", "choose it"),
    "choice.leave": Act("escape,q", "leave", "Back", "Inspector", "back"),
    **{
        f"choice.{number}": Act(str(number), f"take({number})", f"Choose number {number}", "Act on one", "by number")
        for number in range(1, 10)
    },
    "prompt.keep": Act("enter", "keep", "Keep what is typed", "Act on one", "keep it"),
    "prompt.drop": Act("escape", "drop", "Back", "Inspector", "back"),
    "setup.use": Act("enter", "use", "Use it, and go on", "Act on one", "use it, and go on", "use it"),
    "setup.back": Act("escape", "previous_step", "Back to the step before", "Panes", "the step before", "back"),
    "setup.skip": Act("s", "skip", "Go on without it", "Act on one", "go on without it", "skip"),
    "setup.again": Act("r", "look_again", "Look again", "Look", "look again", "look again"),
    "setup.quit": Act("q", "app.quit", "Quit", "Inspector", "quit", "quit"),
    "empty.quit": Act("q", "app.back", "Quit", "Inspector", "quit", "quit"),
    "back": Act("q", "back", "Back, or quit", "Inspector", "back, or quit"),
    "leave": Act("escape", "leave", "Back", "Inspector", "back", "back"),
    "notices.drop": Act(
        "escape", "drop_notices", "Dismiss the messages", "Inspector", "dismiss the messages", "dismiss"
    ),
    "help": Act("?,f1", "help", "Help for this pane", "Inspector", "this help", "help"),
    "palette": Act("ctrl+p", "command_palette", "All commands", "Inspector", "all commands"),
    "quit": Act("ctrl+q", "quit", "Quit", "Inspector", "quit"),
    "suspend": Act("ctrl+z", "suspend_process", "Suspend", "Inspector", "suspend"),
}

FOOTER = (
    *("notices.drop", "choice.previous", "choice.next", "setup.use", "setup.back", "setup.skip", "setup.again"),
    *("search.results", "search.leave", "search.hit", "search.edit", "search.stop"),
    *("filter.complete", "filter.up", "filter.down", "filter.apply", "filter.drop"),
    *("find.up", "find.down", "find.keep", "find.drop"),
    *("change.next", "leave", "page.leave", "fix.copy", "check.again", "exchange.open", "group.toggle"),
    *("fold.toggle", "scope.next", "statistic.open", "compare.same", "compare.bytes", "compare.swap"),
    *("command.first", "command.second", "tab.previous", "tab.next"),
    *("filter.edit", "find.open", "compare.previous", "copy.menu", "zoom", "exchange.next", "exchange.previous"),
    *("follow", "export.menu"),
    *("log", "language", "help", "empty.quit", "setup.quit"),
)
"""What the footer shows, from left to right."""


def bindings(*ids: str, priority: bool = False) -> list[BindingType]:
    """The bindings of these actions, in footer order."""
    return [
        Binding(
            ACTS[name].keys,
            ACTS[name].action,
            ACTS[name].title,
            show=bool(ACTS[name].footer),
            id=name,
            priority=priority,
        )
        for name in ids
    ]


def key_name(key: str) -> str:
    """A key as it is written for people: ``?``, ``enter``, ``ctrl+d``."""
    if key.startswith(UNBOUND):
        return ""
    named = {"escape": "esc", "minus": "-", "slash": "/", "pagedown": "page down", "pageup": "page up"}
    character = key_to_character(key)
    return named.get(key) or (character if character and character.isprintable() and character != " " else key)


def first_of_each(active: Iterable[Binding]) -> dict[str, Binding]:
    """Of the bindings that are active, one for each action, in the order of the table.

    Of several keys it is the one that the table names first, as long as that is in use.
    """
    chosen: dict[str, Binding] = {}
    for binding in active:
        if binding.id in ACTS:
            known = chosen.get(binding.id)
            if known is None or _rank(binding) < _rank(known):
                chosen[binding.id] = binding
    return {name: chosen[name] for name in ACTS if name in chosen}


def key_of(app: App[object], name: str) -> str:
    """What an action is reached by here and now, as it is written for people; "" by no key."""
    active = (found.binding for found in app.screen.active_bindings.values())
    binding = first_of_each(active).get(name)
    return key_name(binding.key) if binding else ""


def bound_to(app: App[Any], name: str) -> str:
    """What an action is bound to, whether that reaches it here and now or not; "" by no key."""
    return key_name(app._keymap.get(name, ACTS[name].keys).split(",")[0])


def hints(app: App[object], words: Mapping[str, str]) -> str:
    """``enter  choose    esc  back``: for the rim of a box, ``words`` by action; what no key reaches is left out."""
    keys = {word: key_of(app, name) for name, word in words.items()}
    return "    ".join(f"{key}  {word}" for word, key in keys.items() if key)


def _rank(binding: Binding) -> int:
    keys = ACTS[binding.id or ""].keys.split(",")
    written = key_to_character(binding.key) or binding.key
    return keys.index(written) if written in keys else keys.index(binding.key) if binding.key in keys else len(keys)
