"""A JSON body in its pretty form: indentation tells its nodes, and nothing is parsed that is not looked at."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from codex_tui.dialects.shapes import parse
from codex_tui.formats import count
from codex_tui.tui.widgets.raw.text_lines import TextLines

INDENT = 2
_CLOSING = {"{": "}", "[": "]"}
_LARGE = 1_000_000
CONVERSATIONS = frozenset({"input", "messages", "output", "choices", "contents", "data"})
_STEP = re.compile(r'\.?(?P<key>[A-Za-z_][A-Za-z0-9_]*)|\[(?P<index>\d+)\]|\[(?P<quoted>"(?:[^"\\]|\\.)*")\]')
_items = msgspec.json.Decoder(list[msgspec.Raw])
_keys = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SMALL, _MANY = 5, 2_000
_KEPT = 4
_ROOM = 32_000_000
"""Bytes of the bodies whose documents are kept beside the two that were asked for last."""


class Node(NamedTuple):
    """A container: its first and last line, and where its brackets stand in the text."""

    line: int
    last_line: int
    start: int
    end: int

    @property
    def lines(self) -> int:
        """How many lines it takes unfolded."""
        return self.last_line - self.line + 1


class Document:
    """The lines of pretty-printed JSON, and the nodes that begin on them."""

    def __init__(self, pretty: str) -> None:
        self.lines = TextLines(pretty)
        self._nodes: dict[int, Node | None] = {}
        self._weights: dict[int, tuple[int, int]] = {}
        self._first_folds: dict[int, int] | None = None

    @classmethod
    def of(cls, body: bytes) -> "Document | None":
        """None where ``body`` is no JSON. The last few large ones are kept: neighbours in a session share them."""
        if len(body) >= _LARGE:
            return _made_once(body)
        _recent[:] = _within_room(_recent)
        return _made(body)

    def node(self, line: int) -> Node | None:
        """The container that opens on ``line``."""
        return self._node(line, self.lines.start(line))

    def _node(self, line: int, start: int) -> Node | None:
        if line not in self._nodes:
            self._nodes[line] = self._find_node(line, start)
        return self._nodes[line]

    def _find_node(self, line: int, start: int) -> Node | None:
        end = self.lines.end(start)
        text = self.lines.text
        opening = text[end - 1 : end]
        if opening not in _CLOSING:
            return None
        indent = _indent(text, start)
        closing = f"\n{' ' * indent}{_CLOSING[opening]}"
        # What closes the root is the last thing there is.
        close = text.find(closing, end) if indent else text.rfind(closing)
        if close < 0:
            return None
        close += 1 + indent
        return Node(line, self.lines.line_at(close), end - 1, close)

    def children(self, node: Node) -> Iterator[Node]:
        """The containers directly within ``node``."""
        text = self.lines.text
        inner = "\n" + " " * (_indent(text, self.lines.start(node.line)) + INDENT)
        line, position = node.line, node.start
        while True:
            position = text.find("\n", position)
            line += 1
            if position < 0 or position >= node.end or not text.startswith(inner, position):
                return
            child = self._node(line, position + 1)
            position += 1
            if child is not None:
                yield child
                line, position = child.last_line, child.end

    def first_folds(self) -> dict[int, int]:
        """What is folded when a body is opened: all that is long, and the conversation's items but the newest."""
        if self._first_folds is None:
            self._first_folds = self._find_first_folds()
        return self._first_folds.copy()

    def _find_first_folds(self) -> dict[int, int]:
        folds: dict[int, int] = {}
        for child in self._outer():
            if self.key(child.line) not in CONVERSATIONS:
                if child.lines > _SMALL:
                    folds[child.line] = child.lines
                continue
            items = self._few(child)
            if items is None:
                folds[child.line] = child.lines
            else:
                folds |= {item.line: item.lines for item in items[:-1]}
        return folds

    def conversation(self) -> list[Node]:
        """The items of the conversation that are containers; none where they are too many to be folded one by one."""
        found = next((child for child in self._outer() if self.key(child.line) in CONVERSATIONS), None)
        return (self._few(found) if found else None) or []

    def _outer(self) -> list[Node]:
        root = self.node(0)
        return (self._few(root) if root else None) or []

    def _few(self, node: Node) -> list[Node] | None:
        items = [*islice(self.children(node), _MANY)]
        return items if len(items) < _MANY else None

    def outer_folds(self) -> dict[int, int]:
        """Every container within the root, folded."""
        root = self.node(0)
        return {child.line: child.lines for child in self.children(root)} if root else {}

    def key(self, line: int) -> str:
        """The key that ``line`` begins with, if it has a short one."""
        start = self.lines.start(line)
        begun = self.lines.text[start : start + 200].lstrip()
        return begun[1:].partition('"')[0] if begun.startswith('"') else ""

    def line_of_path(self, path: str) -> int:
        """The line on which the value at a jq path stands, ``input[3].content``; as far as the path leads."""
        text, line = self.lines.text, 0
        for match in _STEP.finditer(path):
            node = self.node(line)
            if node is None:
                break
            inner = "\n" + " " * (_indent(text, self.lines.start(line)) + INDENT)
            if match["index"]:
                at = _nth_item(text, inner, node, int(match["index"]))
            else:
                key = match["quoted"] or f'"{match["key"]}"'
                at = text.find(f"{inner}{key}:", node.start, node.end)
            if at < 0:
                break
            line = self.lines.line_at(at + 1)
        return line

    def size(self, node: Node) -> int:
        """Bytes of a node without white space."""
        return self._weight(node)[0]

    def items(self, node: Node) -> int:
        """How many items an array has, or keys an object."""
        return self._weight(node)[1]

    def _weight(self, node: Node) -> tuple[int, int]:
        weight = self._weights.get(node.line)
        if weight is None:
            content = self._content(node)
            items = len(_items.decode(content) if content.startswith(b"[") else _keys.decode(content))
            weight = self._weights[node.line] = (len(msgspec.json.format(content, indent=-1)), items)
        return weight

    def abstract(self, node: Node) -> tuple[str, str]:
        """What a folded node is, in a few words, and the beginning of its text."""
        if self.lines.text[node.start] == "[":
            return count(self.items(node), "item"), ""
        value = parse(self._content(node)) if node.end - node.start <= _LARGE else None
        if value is None:
            return count(self.items(node), "key"), ""
        kind, role, name = (value.get(key) for key in ("type", "role", "name"))
        if isinstance(role, str):
            return role, _first_text(value.get("content"))
        if isinstance(kind, str):
            return kind, name if isinstance(name, str) else ""
        return count(len(value), "key"), ""

    def _content(self, node: Node) -> bytes:
        return self.lines.text[node.start : node.end + 1].encode()


def _made(body: bytes) -> Document | None:
    try:
        return Document(msgspec.json.format(body, indent=INDENT).decode())
    except (ValueError, RecursionError):
        return None


_Made = tuple[bytes, Document | None]
_recent: list[_Made] = []


def _made_once(body: bytes) -> Document | None:
    # Looked for one by one: to hash such a body takes as long as to read it.
    found = next((each for each in _recent if each[0] == body), None) or (body, _made(body))
    others = [each for each in _recent if each is not found][1 - _KEPT :]
    _recent[:] = [*_within_room(others[:-1]), *others[-1:], found]  # what is compared is asked for in turns
    return found[1]


def _within_room(documents: Sequence[_Made]) -> list[_Made]:
    """The last of them."""
    room = _ROOM
    kept: list[_Made] = []
    for each in reversed(documents):
        if len(each[0]) <= room:
            room -= len(each[0])
            kept.append(each)
    return kept[::-1]


def _nth_item(text: str, inner: str, node: Node, index: int) -> int:
    at = node.start
    for _ in range(index + 1):
        at = text.find(inner, at + 1, node.end)
        # What is deeper has more blanks, and what closes an item stands where that began.
        while at >= 0 and text[at + len(inner)] in " ]}":
            at = text.find(inner, at + 1, node.end)
        if at < 0:
            return -1
    return at


def _indent(text: str, start: int) -> int:
    end = start
    while text[end : end + 1] == " ":
        end += 1
    return end - start


def _first_text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list) and content and isinstance(content[0], dict):
        text = content[0].get("text")
        return text if isinstance(text, str) else ""
    return ""
