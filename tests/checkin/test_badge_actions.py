from __future__ import annotations

import pytest
from flask import Flask

from pdday.checkin import badge_actions, badge_queries
from pdday.errors import Refused
from tests.checkin.factories import make_published_day
from tests.factories import at, make_coordinator, make_day, make_staff


def test_everybody_gets_one_badge_and_a_lost_one_is_replaced(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    badge_actions.issue_badges(the_day.day, now=at("7:00"))
    lost = badge_queries.find_valid_badge(luis, the_day.day)
    assert lost is not None

    nobody_new = badge_actions.issue_badges(the_day.day, now=at("7:01"))
    badge_actions.revoke_badge(lost, by=dana, why="lost", now=at("7:30"))
    replaced = badge_actions.issue_badges(the_day.day, now=at("7:31"))

    assert nobody_new == []
    assert [badge.staff_id for badge in replaced] == [luis.id]
    assert replaced[0].token != lost.token
    with pytest.raises(Refused, match="revoked before"):
        badge_actions.revoke_badge(lost, by=dana, why="again", now=at("7:32"))


def test_a_badge_token_is_long_enough_that_nobody_guesses_it(app: Flask) -> None:
    the_day = make_published_day()
    for _ in range(20):
        make_staff()

    tokens = {badge.token for badge in badge_actions.issue_badges(the_day.day, now=at("7:00"))}

    assert len(tokens) == len(badge_queries.staff_without_badge(make_day()))
    assert {len(token) for token in tokens} == {16}
