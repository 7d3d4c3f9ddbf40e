"""What a day is worth to somebody, as the score has it."""

from pdday.solver.arrays import LOSS_LOW_DAY, LOSS_NO_TOP, PERFECT, Array
from pdday.solver.compiling import compiled
from pdday.solver.score import LOW_DAY

#: The price of a run that has no seat left.
FULL = 1e17
#: Less than any day is worth.
NOTHING = -1e17


@compiled
def as_scored(net: float, share: float, top: int, counts: int, has_top: int, weights: Array) -> float:
    """The worth of a day as the score has it: less for a low day and none of the top three, no more than perfect."""
    if not counts:
        return net
    if share < LOW_DAY:
        net -= weights[LOSS_LOW_DAY] * (LOW_DAY - share)
    elif share > 1.0:
        net -= weights[PERFECT] * (share - 1.0)
    if has_top and not top:
        net -= weights[LOSS_NO_TOP]
    return net
