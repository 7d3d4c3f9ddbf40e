"""What a best day is worth with and without each thing, over all sets of slots.

From the best that the first aims alone make of each set, and the last alone, so that any one can be left out.
"""

import numpy as np

from pdday.solver.arrays import (
    AIM,
    COUNTS,
    HAS_TOP_THREE,
    LENGTH,
    LOSS_CLASH,
    LOSS_UNPLACED,
    MAY_STAY_AWAY,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    SESSION,
    SHARE,
    TOP,
    WORTH,
    Array,
    Day,
)
from pdday.solver.compiling import compiled
from pdday.solver.kernel.in_order import best_by_exchange
from pdday.solver.kernel.offered import LAST_AIM, OFFERED_RUN, OFFERED_TOP, offers_on, offers_to
from pdday.solver.kernel.travel import can_walk, is_on, nowhere_to_be
from pdday.solver.kernel.worth import NOTHING, as_scored
from pdday.solver.state import SLOTS, State


@compiled
def reckon_by_sets(day: Day, state: State, who: Array, count: int) -> None:
    """From the best that all aims but one make of each set of slots, on the best walk."""
    people, presented, options, worths = day.people, day.presented, day.options, day.worths
    sessions, needs_met, zone_of, far, weights = day.sessions, day.needs_met, day.zone_of, day.far, day.weights
    at, price, offers, nets, asked_at, walks = state.at, state.price, state.offers, state.nets, day.asked_at, day.walks
    without, having = state.without, state.having
    slots, travels = len(day.free_people), bool(far.any())
    sets, most = 1 << slots, len(offers) + 1
    zones, order = np.empty(slots, dtype=np.int64), np.empty(len(offers), dtype=np.int64)
    parts = np.empty((3, len(offers)), dtype=np.int64)
    ahead, behind = np.zeros((most, sets, 2)), np.zeros((most, sets, 2))
    labels_ahead, labels_behind = np.zeros((most, sets), dtype=np.int64), np.zeros((most, sets), dtype=np.int64)
    begin = np.zeros(most + 1, dtype=np.int64)
    some_offers, some_nets = (np.empty_like(offers), np.empty_like(nets)) if travels else (offers, nets)
    for each in range(count):
        person = who[each]
        free, clashes, found = offers_to(
            person, people, presented, options, worths, sessions, needs_met, zone_of, far, at, price, zones, travels,
            offers, nets,
        )  # fmt: skip
        counts, has_top, loss = people[person, COUNTS], people[person, HAS_TOP_THREE], weights[LOSS_CLASH] * clashes
        if travels and not people[person, MAY_STAY_AWAY]:
            loss += weights[LOSS_UNPLACED] * nowhere_to_be(zones, free, far)
        first, last = people[person, OPTIONS], people[person, OPTIONS_END]
        _begin_with(NOTHING, first, last, asked_at, without, having)
        walked = False
        for walk in range(len(walks)):
            if not can_walk(walks[walk], zones):
                continue
            walked = True
            some = offers_on(walks[walk], offers, nets, found, some_offers, some_nets) if travels else found
            _reckon_on(
                walks[walk], options, worths, first, last, asked_at, day.runs, sessions, some_offers, some_nets, some,
                free, begin, ahead, behind, labels_ahead, labels_behind, counts, has_top, weights, loss, without,
                having,
            )  # fmt: skip
        if not walked:
            near, stretch = day.near[people[person, MAY_STAY_AWAY]], day.stretch
            best = best_by_exchange(
                offers, nets, found, order, parts, zones, near, stretch, counts, has_top, weights, False, order[:0]
            )
            _begin_with(best - loss, first, last, asked_at, without, having)


@compiled
def _begin_with(worth: float, first: int, last: int, asked_at: Array, without: Array, having: Array) -> None:
    """Take the day to be worth so much without each thing, and nothing with it, until something better is found."""
    for option in range(first, last):
        if asked_at[option] >= 0:
            without[asked_at[option]] = worth
            having[asked_at[option]] = NOTHING


@compiled
def _ahead_and_behind(
    offers: Array, nets: Array, found: int, free: int, begin: Array, ahead: Array, behind: Array, labels_ahead: Array,
    labels_behind: Array,
) -> int:  # fmt: skip
    """The best of each set of slots with the first aims only, and with the last only; how many aims there are.

    Writes where the offers of each aim begin.
    """
    aims = 0
    for offer in range(found):
        if offer == 0 or offers[offer, AIM] != offers[offer - 1, AIM]:
            begin[aims] = offer
            aims += 1
    begin[aims] = found
    for aim in range(aims):
        _one_aim_more(offers, nets, aim, begin, free, ahead[aim], ahead[aim + 1], labels_ahead[aim],
                      labels_ahead[aim + 1])  # fmt: skip
    behind[aims] = 0.0
    labels_behind[aims] = 0
    for aim in range(aims - 1, -1, -1):
        _one_aim_more(offers, nets, aim, begin, free, behind[aim + 1], behind[aim], labels_behind[aim + 1],
                      labels_behind[aim])  # fmt: skip
    return aims


@compiled
def _reckon_on(
    walk: Array, options: Array, worths: Array, first: int, last: int, asked_at: Array, runs: Array, sessions: Array,
    offers: Array, nets: Array, found: int, free: int, begin: Array, ahead: Array, behind: Array, labels_ahead: Array,
    labels_behind: Array, counts: int, has_top: int, weights: Array, loss: float, without: Array, having: Array,
) -> None:  # fmt: skip
    """What a person's best day on this walk is worth without each thing, and with it; raises both to it."""
    aims = _ahead_and_behind(offers, nets, found, free, begin, ahead, behind, labels_ahead, labels_behind)
    aim = 0
    for option in range(first, last):
        place = asked_at[option]
        if place < 0:
            continue
        while aim < aims and offers[begin[aim], AIM] < options[option, AIM]:
            aim += 1
        one, other = aims, aims
        if aim < aims and offers[begin[aim], AIM] == options[option, AIM]:
            one, other = aim, aim + 1
        net, share, top = _rest_of_day(free, one, other, ahead, behind, labels_ahead, labels_behind, aims)
        without[place] = max(without[place], as_scored(net, share, top, counts, has_top, weights) - loss)
        for offer in range(begin[one], begin[other]):
            if runs[offers[offer, OFFERED_RUN], SESSION] != options[option, OF_SESSION]:
                left = free & ~offers[offer, SLOTS]
                net, share, top = _rest_of_day(left, one, other, ahead, behind, labels_ahead, labels_behind, aims)
                net, share = net + nets[offer, WORTH], share + nets[offer, SHARE]
                top |= offers[offer, OFFERED_TOP]
                without[place] = max(without[place], as_scored(net, share, top, counts, has_top, weights) - loss)
        length = sessions[options[option, OF_SESSION], LENGTH]
        for start in range(len(walk)):
            covered = ((1 << length) - 1) << start
            if covered & ~free:
                continue
            left = free & ~covered
            net, share, top = _rest_of_day(left, one, other, ahead, behind, labels_ahead, labels_behind, aims)
            net, share = net + worths[option, WORTH], share + worths[option, SHARE]
            felt = as_scored(net, share, top | options[option, TOP], counts, has_top, weights) - loss
            for zone in range(having.shape[2]):
                if is_on(walk, start, start + length - 1, zone):
                    having[place, start, zone] = max(having[place, start, zone], felt)


@compiled
def _one_aim_more(
    offers: Array, nets: Array, aim: int, begin: Array, free: int, fewer: Array, more: Array,
    fewer_labels: Array, more_labels: Array,
) -> None:  # fmt: skip
    """The best days within each set of slots, when one more aim may be served.

    Labels say whether a day has one of the top three, and which aims it serves (bits).
    """
    served = 2 << min(aim, LAST_AIM)
    slots = free
    while True:
        best, take = fewer[slots, WORTH], -1
        for offer in range(begin[aim], begin[aim + 1]):
            covered = offers[offer, SLOTS]
            if covered & ~slots == 0 and fewer[slots ^ covered, WORTH] + nets[offer, WORTH] > best:
                best, take = fewer[slots ^ covered, WORTH] + nets[offer, WORTH], offer
        more[slots, WORTH] = best
        if take >= 0:
            rest = slots ^ offers[take, SLOTS]
            more[slots, SHARE] = fewer[rest, SHARE] + nets[take, SHARE]
            more_labels[slots] = fewer_labels[rest] | served | offers[take, OFFERED_TOP]
        else:
            more[slots, SHARE], more_labels[slots] = fewer[slots, SHARE], fewer_labels[slots]
        if slots == 0:
            return
        slots = (slots - 1) & free


@compiled
def _rest_of_day(
    slots: int, one: int, other: int, ahead: Array, behind: Array, labels_ahead: Array, labels_behind: Array, aims: int
) -> tuple[float, float, int]:
    """The best that all aims but one make of these slots (all aims, if `one` is none of them)."""
    if labels_ahead[aims, slots] & (2 << min(one, LAST_AIM)) == 0 or one == other:
        return ahead[aims, slots, WORTH], ahead[aims, slots, SHARE], labels_ahead[aims, slots] & 1
    some, best, chosen = slots, NOTHING, 0
    while True:
        value = ahead[one, some, WORTH] + behind[other, slots ^ some, WORTH]
        if value > best:
            best, chosen = value, some
        if some == 0:
            break
        some = (some - 1) & slots
    rest = slots ^ chosen
    top = (labels_ahead[one, chosen] | labels_behind[other, rest]) & 1
    return best, ahead[one, chosen, SHARE] + behind[other, rest, SHARE], top
