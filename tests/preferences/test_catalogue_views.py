"""The pages of the catalogue, as the reader sees them; no script runs here."""

from __future__ import annotations

import re

import pytest
from flask import Response

from pdday.proposals.models import ProposalStep
from tests.factories import keep, make_coordinator, make_session, make_staff
from tests.preferences.factories import NOT_YET, NOW, make_choosing_day, make_sessions, ranked, told
from tests.reader import Reader


class TestTheCatalogue:
    def test_a_card_that_was_drawn_before_shows_what_has_changed_since(self, client, day, luis):
        (talks,) = make_sessions(day, "Number Talks")
        before = client.get("/sessions").text

        talks.proposal.title = "Talking Numbers"
        after = client.get("/sessions").text

        assert ("Number Talks" in before, "Number Talks" in after, "Talking Numbers" in after) == (True, False, True)

    def test_a_card_shows_at_once_who_leads_it_under_a_new_name(self, client, day, luis):
        leader = make_staff("Ana Beforehand")
        make_session(day, "Number Talks", presenters=(leader,))
        before = client.get("/sessions").text

        leader.last_name = "Afterwards"
        after = client.get("/sessions").text

        assert ("Beforehand" in before, "Beforehand" in after, "Afterwards" in after) == (True, False, True)

    def test_a_card_drawn_for_one_reader_holds_nothing_of_theirs_for_the_next(self, app, client, day, luis):
        (talks,) = ranked(luis, day, "Number Talks")
        another = Reader(app, Response, use_cookies=True).sign_in(make_staff("Mei Tanaka"))
        address = f"/sessions?words=talks#session-{talks.id}"

        mine, theirs = client.get("/sessions?words=talks").text, another.get("/sessions?words=talks").text

        assert [page.count('aria-pressed="true"') for page in (mine, theirs)] == [1, 0]
        assert [address in page for page in (mine, theirs)] == [True, True]
        proofs = [re.findall(r'name="csrf_token" value="([^"]+)"', page) for page in (mine, theirs)]
        assert (len(proofs[0]), len(proofs[1]), set(proofs[0]) & set(proofs[1])) == (1, 1, set())
        assert (
            another.post(f"/sessions/{talks.id}/star", data={"csrf_token": proofs[1][0], "so": "yes"}).status_code
            == 302
        )

    def test_it_says_that_nobody_gets_in_by_being_first(self, client, day, luis):
        make_sessions(day, "Number Talks")

        page = client.get("/sessions")

        assert "Number Talks" in page.text
        assert "nobody gets in by being first" in page.text

    def test_a_star_is_kept_and_leads_back_to_where_the_reader_was(self, client, day, luis):
        (talks,) = make_sessions(day, "Number Talks")

        page = client.send(f"/sessions/{talks.id}/star", so="yes", next=f"/sessions?words=talks#session-{talks.id}")

        assert page.location == f"/sessions?words=talks#session-{talks.id}"
        assert told(luis, day) == [(1, "Number Talks")]
        assert 'aria-pressed="true"' in client.get("/sessions").text

    def test_a_star_never_leads_to_another_site(self, client, day, luis):
        (talks,) = make_sessions(day, "Number Talks")

        page = client.send(f"/sessions/{talks.id}/star", so="yes", next="https://elsewhere.example/")

        assert page.location == "/"

    def test_presenters_see_their_own_as_theirs_and_cannot_star_it(self, client, day, luis):
        own = make_session(day, "Lab Notebooks", presenters=(luis,))

        page = client.get("/sessions")
        refused = client.send(f"/sessions/{own.id}/star", so="yes")

        assert "You lead it" in page.text
        assert f"/sessions/{own.id}/star" not in page.text
        assert (refused.status_code, "You lead “Lab Notebooks”" in refused.text) == (409, True)

    def test_filters_leave_what_fits(self, client, day, luis):
        make_session(day, "Number Talks", grade_bands=("K-2",))
        make_session(day, "Attendance", minutes=45)

        page = client.get("/sessions?words=&minutes=45&suits=me")

        assert ("Attendance" in page.text, "Number Talks" in page.text) == (True, False)

    @pytest.mark.parametrize("junk", ["strand=x&strand=-1", "minutes=999999999999999", "grades=zebra", "suits=you"])
    def test_an_address_that_makes_no_sense_leaves_everything(self, client, day, luis, junk):
        make_sessions(day, "Number Talks")

        assert "Number Talks" in client.get(f"/sessions?{junk}").text

    def test_before_choosing_begins_only_coordinators_read_it(self, client, app):
        day = make_choosing_day(NOT_YET)
        (talks,) = make_sessions(day, "Number Talks")

        client.sign_in(make_staff())
        early = client.get("/sessions")
        closed = client.get(f"/sessions/{talks.id}").status_code
        client.sign_in(make_coordinator())

        assert ("Number Talks" in early.text, "from Thursday, January 1 on" in early.text, closed) == (False, True, 403)
        assert "Number Talks" in client.get("/sessions").text

    def test_before_choosing_begins_each_page_keeps_its_own_name(self, client, app):
        make_choosing_day(NOT_YET)
        client.sign_in(make_staff("Luis Ortega"))

        heads = [re.findall(r"<h1>(.*?)</h1>", client.get(address).text) for address in ("/sessions", "/my-choices")]

        assert heads == [["Sessions"], ["Your choices"]]

    def test_a_session_s_page_says_what_one_learns_how_the_time_is_spent_and_what_follows(self, client, day, luis):
        session = make_session(
            day, "Number Talks", presenters=(make_staff("Rosa Delgado"),), objective="lead a number talk"
        )
        keep(ProposalStep(proposal_id=session.proposal_id, position=1, minutes=20, activity="Try one yourself"))

        page = client.get(f"/sessions/{session.id}")

        for words in ("lead a number talk", "Try one yourself", "20 minutes", "Rosa Delgado", "What follows"):
            assert words in page.text

    def test_a_session_s_page_says_what_to_bring_and_in_which_language_it_is_held(self, client, day, luis):
        session = make_session(day, "Clay", prerequisites="An apron", language="Spanish", materials_cost="$40")

        page = client.get(f"/sessions/{session.id}").text

        assert all(words in page for words in ("Held in Spanish", "An apron", "$40"))

    def test_what_is_withdrawn_is_not_on_offer(self, client, day, luis):
        (talks,) = make_sessions(day, "Number Talks")
        talks.cancelled_at, talks.cancelled_by_id = NOW, make_coordinator().id

        assert "Number Talks" not in client.get("/sessions").text
