"""The seats of moved runs, sold to those who would give most for them: what they bring, and at which price."""

from pdday.solver.arrays import PEOPLE, PEOPLE_END, RUNS, RUNS_END, SESSION, Array, Day
from pdday.solver.compiling import compiled
from pdday.solver.state import FROM_START, ROOM, RUN, START, TO_START, State


@compiled
def sell_anew(day: Day, state: State, count: int) -> tuple[float, float]:
    """What moved runs gain if each sold its seats here and there at the price that suits it; notes their new prices.

    Second, what that suiting price alone would have brought where they were, which is no gain of the move.
    """
    sessions, heads, price, moves = day.sessions, day.heads, state.price, state.moves
    gain, spared = 0.0, 0.0
    for each in range(count):
        run = moves[each, RUN]
        session = day.runs[run, SESSION]
        for column in (FROM_START, TO_START):
            start, room = moves[each, column], moves[each, column + 1]
            if start < 0:
                continue
            sold, now, better = _auction(
                sessions[session, PEOPLE], sessions[session, PEOPLE_END], sessions[session, RUNS],
                sessions[session, RUNS_END], run, start, room, heads[session, room], state.at, day.zone_of, price,
                day.simple, state.without, state.having, day.needs_met, day.needs_of, state.values,
            )  # fmt: skip
            if column == FROM_START:
                gain -= sold
                spared += sold - now
            else:
                gain += sold
                state.new_price[run] = better
    return gain, spared


@compiled
def _auction(
    first: int, end: int, first_run: int, end_run: int, run: int, start: int, room: int, seats: int, at: Array,
    zone_of: Array, price: Array, simple: Array, without: Array, having: Array, needs_met: Array, needs_of: Array,
    values: Array,
) -> tuple[float, float, float]:  # fmt: skip
    """What the seats of a run there are worth: if sold to those who value them most, and at the present price.

    Third, the price at which just these take them. `first` to `end` are the people concerned.
    """
    count, now, present, zone = 0, price[run] * seats, price[run], zone_of[room]
    for place in range(first, end):
        if not simple[place] or having[place, start, zone] <= without[place]:
            continue
        if not needs_met[needs_of[place], room]:
            continue
        best = without[place]
        for other in range(first_run, end_run):
            if other != run and at[other, START] >= 0:
                best = max(best, having[place, at[other, START], zone_of[at[other, ROOM]]] - price[other])
        value = having[place, start, zone] - best
        if value > 0:
            values[count] = value
            count += 1
            now += max(0.0, value - present)
    total, better = sell(values, count, seats)
    return total, now, better


@compiled
def sell(values: Array, count: int, seats: int) -> tuple[float, float]:
    """What so many seats are worth to those who value them most, and the price at which just they take them.

    Reorders the values.
    """
    total = 0.0
    if count <= seats:
        for each in range(count):
            total += values[each]
        return total, 0.0
    low, high = 0, count - 1
    while low < high:
        middle = values[(low + high) // 2]
        up, down = low, high
        while up <= down:
            while values[up] > middle:
                up += 1
            while values[down] < middle:
                down -= 1
            if up <= down:
                values[up], values[down] = values[down], values[up]
                up += 1
                down -= 1
        if seats <= down:
            high = down
        elif seats >= up:
            low = up
        else:
            break
    least = values[0] if seats > 0 else values[seats]
    for each in range(seats):
        total += values[each]
        least = min(least, values[each])
    return total, (least + values[seats]) / 2
