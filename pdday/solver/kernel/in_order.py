"""One person's best day with many slots, nearly: the dearest first, as far as it fits; then what gains by exchange."""

from pdday.solver.arrays import AIM, SHARE, WORTH, Array
from pdday.solver.compiling import compiled
from pdday.solver.kernel.offered import FIRST, LAST, LAST_AIM, OFFERED_RUN, OFFERED_TOP, ZONE
from pdday.solver.kernel.travel import is_out_of_reach
from pdday.solver.kernel.worth import as_scored
from pdday.solver.state import SLOTS

#: In place of an aim: none is left out; in place of the slots that are free: all of them.
NO_AIM, EVERY_SLOT = -1, -1
#: A day is gone through so many times for what gains though others give way; gains of less than this, in points, are
#: none.
EXCHANGES, TRIFLE = 3, 1e-9


@compiled
def dearest_first(nets: Array, found: int, order: Array) -> None:
    """Write down the numbers of the offers in the order of what they are worth."""
    for offer in range(found):
        place = offer
        while place > 0 and nets[order[place - 1], WORTH] < nets[offer, WORTH]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = offer


@compiled
def rest_in_order(
    offers: Array, nets: Array, found: int, order: Array, free: int, but: int, kept: Array, zones: Array, there: Array,
    near: Array, stretch: Array,
) -> tuple[float, float, int]:  # fmt: skip
    """What the offers, taken in this order, make of these slots without one aim: net, share, top; and which are.

    If there is a way too far, `zones` is where the person is anyway, by slot, and `there` will be where they are then.
    """
    net, share, top, filled, served = 0.0, 0.0, 0, 0, 0
    travels = near.shape[2] > 1
    if travels:
        there[:] = zones
    for place in range(found):
        offer = order[place]
        covered, aim = offers[offer, SLOTS], offers[offer, AIM]
        this = 1 << min(aim, LAST_AIM)
        kept[offer] = 0
        if aim == but or served & this or covered & ~free or covered & filled:
            continue
        if travels:
            first, last, zone = offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]
            if is_out_of_reach(there, first, last, zone, near, stretch):
                continue
            there[first : last + 1] = zone
        served |= this
        filled |= covered
        kept[offer] = 1
        net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
        top |= offers[offer, OFFERED_TOP]
    return net, share, top


@compiled
def best_by_exchange(
    offers: Array, nets: Array, found: int, order: Array, parts: Array, zones: Array, near: Array,
    stretch: Array, counts: int, has_top: int, weights: Array, wanted: bool, load: Array,
) -> float:  # fmt: skip
    """Without going through all sets of slots: the dearest first; then whatever gains though others give way for it.

    Who gives way may go to another run of the same thing. `parts` is scratch: who is in, gives way, comes instead.
    `zones` is where the person presents; afterwards it is where they are.
    """
    dearest_first(nets, found, order)
    kept, leaving, coming, travels = parts[0], parts[1], parts[2], near.shape[2] > 1
    there = zones.copy()
    rest_in_order(offers, nets, found, order, EVERY_SLOT, NO_AIM, kept, zones, there, near, stretch)
    zones[:] = there
    filled = 0
    for offer in range(found):
        if kept[offer] == 1:
            filled |= offers[offer, SLOTS]
    for _ in range(EXCHANGES):
        changed = False
        for place in range(found):
            offer = order[place]
            if kept[offer] == 1:
                continue
            gain, after, leave, come = nets[offer, WORTH], filled, 0, 0
            if travels:
                there[:] = zones
            for other in range(found):
                if kept[other] == 0:
                    continue
                gives_way = offers[other, AIM] == offers[offer, AIM] or offers[other, SLOTS] & offers[offer, SLOTS] != 0
                if gives_way or (travels and not _are_near(offers, offer, other, near)):
                    leaving[leave] = other
                    leave += 1
                    gain -= nets[other, WORTH]
                    after ^= offers[other, SLOTS]
                    if travels:
                        there[offers[other, FIRST] : offers[other, LAST] + 1] = -1
            first, last, zone = offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]
            after |= offers[offer, SLOTS]
            if travels:
                if is_out_of_reach(there, first, last, zone, near, stretch):
                    continue
                there[first : last + 1] = zone
            for each in range(leave):
                for next_best in range(found):
                    other = order[next_best]
                    same_aim = offers[other, AIM] == offers[leaving[each], AIM] != offers[offer, AIM]
                    if not same_aim or offers[other, SLOTS] & after:
                        continue
                    first, last, zone = offers[other, FIRST], offers[other, LAST], offers[other, ZONE]
                    if not travels or not is_out_of_reach(there, first, last, zone, near, stretch):
                        coming[come] = other
                        come += 1
                        gain += nets[other, WORTH]
                        after |= offers[other, SLOTS]
                        if travels:
                            there[first : last + 1] = zone
                        break
            if gain > TRIFLE:
                for each in range(leave):
                    kept[leaving[each]] = 0
                for each in range(come):
                    kept[coming[each]] = 1
                kept[offer] = 1
                filled, changed = after, True
                if travels:
                    zones[:] = there
        if not changed:
            break
    net, share, top = 0.0, 0.0, 0
    for offer in range(found):
        if kept[offer] == 1:
            net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
            top |= offers[offer, OFFERED_TOP]
            if wanted:
                load[offers[offer, OFFERED_RUN]] += 1
    return as_scored(net, share, top, counts, has_top, weights)


@compiled
def _are_near(offers: Array, one: int, other: int, near: Array) -> bool:
    """Whether somebody who takes the one offer can get to the other, which does not overlap it."""
    if offers[one, FIRST] > offers[other, FIRST]:
        one, other = other, one
    return bool(near[offers[one, LAST], offers[other, FIRST], offers[one, ZONE], offers[other, ZONE]])
