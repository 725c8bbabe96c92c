"""Which passages of a text are worth quoting: what is left when noise, and what only announced it, is gone."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from kb.drafting.noise import is_lead_in, is_noise, is_signature
from kb.model.receipt import Passage, PassageKind


def worth_quoting(
    found: Sequence[Passage], also_noise: Callable[[str], bool] | None = None, *, questions: bool = False
) -> tuple[Passage, ...]:
    """
    Leave out greetings, signatures, thanks, questions, status noise, long logs and requestors' own facts.

    `also_noise` judges what is not code; with `questions` those stay. A sentence that announces something stays only with it.
    """
    end = len(found)
    for number, passage in enumerate(found):
        if number and passage.kind is not PassageKind.CODE and is_signature(passage.text):
            end = number  # what follows a closing formula is the sender's card
            break
    rests = {  # the end of a sentence that a block of code stands in
        id(after)
        for before, after in pairwise(found)
        if before.kind is PassageKind.CODE
        and after.kind is PassageKind.SENTENCE
        and after.text.lstrip(" .,;)")[:1].islower()
    }
    kept: list[Passage] = []
    follows = False  # whether the passage that stands next in the text is kept
    for passage in reversed(found[:end]):
        code = passage.kind is PassageKind.CODE
        noise = (
            id(passage) in rests
            or is_noise(passage, questions=questions)
            or bool(also_noise and not code and also_noise(passage.text))
        )
        if noise or (not code and not follows and is_lead_in(passage.text)):
            follows = False
            continue
        follows = True
        kept.append(passage)
    return tuple(reversed(kept))
