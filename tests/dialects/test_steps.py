"""Tool calls beside what they printed."""

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.dialects.conversation import Part
from codex_tui.dialects.steps import steps_of


def call(id_: str | None, *, new: bool = True) -> Part:
    return Part(kind="tool_call", origin="request", role="assistant", name="f", call_id=id_, new=new)


def output(id_: str | None, text: str = "", *, new: bool = True) -> Part:
    return Part(kind="tool_output", origin="request", role="tool", call_id=id_, text=text, new=new)


def test_an_output_belongs_to_the_newest_call_with_its_id() -> None:
    steps = steps_of(
        [call("a"), call("b"), output("b", "of b"), output("a", "of a"), call("a"), output("a", "again")]
    )
    assert [[part.text for part in step.outputs] for step in steps] == [["of a"], ["of b"], ["again"]]


def test_an_output_without_its_call_stands_alone() -> None:
    steps = steps_of([output("a"), call(None), output(None), call("a")])
    assert [(step.part.kind, step.outputs) for step in steps] == [
        ("tool_output", []),
        ("tool_call", []),
        ("tool_output", []),
        ("tool_call", []),
    ]


def test_images_that_a_tool_gave_are_outputs_too() -> None:
    image = Part(kind="image", origin="request", role="tool", call_id="a", size=9)
    [step] = steps_of([call("a"), output("a"), image])
    assert step.outputs[1] is image


def test_an_old_call_with_a_new_output_is_new() -> None:
    old, fresh = steps_of([call("a", new=False), output("a", new=False), call("b", new=False), output("b")])
    assert (old.new, fresh.new) == (False, True)


PARTS = st.lists(st.builds(lambda make, id_: make(id_), st.sampled_from([call, output]), st.sampled_from("ab")))


@given(PARTS)
def test_every_part_is_in_one_step(parts: list[Part]) -> None:
    found = [part for step in steps_of(parts) for part in (step.part, *step.outputs)]
    assert sorted(map(id, found)) == sorted(map(id, parts))
