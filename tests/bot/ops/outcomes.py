"""Made-up outcomes for tests of the gate and the releases."""

from bot.ops.scoring.cases import Case
from bot.ops.scoring.outcomes import Outcome


def case(number, form="hi-Latn", danger=False, slices=("general",)):
    return Case(
        form=form,
        message=f"message {number}",
        intent="report_danger" if danger else "report_symptoms",
        signs=frozenset(("unconscious",)) if danger else frozenset(),
        symptoms=frozenset() if danger else frozenset(("fever",)),
        lookalike=False,
        place=None,
        first="108" if danger else "104",
        slices=("danger",) if danger else slices,
    )


def outcome(of, right=True):
    """What became of a case; wrong is the other way round: a danger unseen, a complaint alarmed."""
    alarmed = of.danger == right
    return Outcome(of, "report_danger" if alarmed else "report_symptoms", "learned", "108" if alarmed else "104",
                   of.symptoms, None)  # fmt: skip


def model_of(messages=100, dangers=50, wrong=(), unseen=(), form="hi-Latn"):
    """The outcomes of a model: complaints whose numbers are in ``wrong`` and dangers in ``unseen`` are not right."""
    complaints = [outcome(case(number, form), number not in wrong) for number in range(messages)]
    return complaints + [outcome(case(1000 + n, form, danger=True), n not in unseen) for n in range(dangers)]
