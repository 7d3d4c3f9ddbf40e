"""The pages of choosing, as the reader sees them; no script runs here."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from pdday.clock import now
from pdday.db import db
from pdday.outbox import Message
from pdday.preferences import actions, queries
from pdday.preferences.models import AccommodationCategory
from pdday.programme.models import Day, Strand
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import TimetableState
from pdday.timetable.queries import published_timetable
from tests.counting import queries as count_queries
from tests.counting import statements
from tests.factories import (
    ZONE,
    enrol,
    make_coordinator,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.preferences.factories import NOT_YET, NOW, OVER, chosen, make_choosing_day, make_sessions, ranked, told


def said(page):
    """The words of the live region."""
    (words,) = re.findall(r'id="said"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    return " ".join(words.split())


class TestMyChoices:
    def move(self, client, session, number, version=None):
        version = {} if version is None else {"version": version}
        return client.send(f"/my-choices/{session.id}/place", number=number, **version)

    def test_an_arrow_moves_a_session_and_the_page_says_its_new_number(self, client, day, luis):
        _, fractions, _ = ranked(luis, day, "Talks", "Fractions", "Circles")

        answer = self.move(client, fractions, 1)

        assert told(luis, day) == [(1, "Fractions"), (2, "Talks"), (3, "Circles")]
        assert said(client.get(answer.location)).startswith("“Fractions” is now number 1 of 3. Saved at ")

    def test_as_good_as_the_one_above_shares_its_number(self, client, day, luis):
        _, fractions, _ = ranked(luis, day, "Talks", "Fractions", "Circles")

        answer = client.send(f"/my-choices/{fractions.id}/tie", so="yes")

        assert told(luis, day) == [(1, "Talks"), (1, "Fractions"), (2, "Circles")]
        assert said(client.get(answer.location)).startswith("“Fractions” is now number 1, as good as “Talks”.")
        client.send(f"/my-choices/{fractions.id}/tie", so="no")
        assert told(luis, day) == [(1, "Talks"), (2, "Fractions"), (3, "Circles")]

    def test_when_it_was_saved_is_said_in_school_time(self, client, day, luis):
        ranked(luis, day, "Talks")

        assert said(client.get("/my-choices")) == "Saved on Wed, Feb 3, 9:41 am."

    def test_an_old_tab_loses_nothing_and_says_so(self, client, day, luis):
        talks, _ = ranked(luis, day, "Talks", "Fractions")
        seen = queries.find_list(day, luis).version
        actions.star(make_session(day, "Circles"), by=luis, now=NOW)

        answer = self.move(client, talks, 2, version=seen)

        assert "Nothing was lost: this is both together." in client.get(answer.location).text
        assert told(luis, day) == [(1, "Fractions"), (2, "Talks"), (3, "Circles")]

    def test_an_arrow_pressed_twice_moves_once(self, client, day, luis):
        _, _, circles = ranked(luis, day, "Talks", "Fractions", "Circles")

        self.move(client, circles, 2)
        answer = self.move(client, circles, 2)

        assert told(luis, day) == [(1, "Talks"), (2, "Circles"), (3, "Fractions")]
        assert "another window" not in client.get(answer.location).text

    def test_a_ninth_star_waits_and_can_take_the_last_place(self, client, day, luis):
        sessions = ranked(luis, day, *(f"Session {number}" for number in range(1, 10)))

        page = client.get("/my-choices")
        self.move(client, sessions[8], 8)

        assert "Starred beyond the eight" in page.text
        assert (told(luis, day)[-1], chosen(luis, day).stars) == ((8, "Session 9"), (sessions[7].id,))

    def test_what_was_taken_off_or_waits_is_named(self, client, day, luis):
        sessions = ranked(luis, day, *(f"Session {number}" for number in range(1, 10)))

        waits = said(client.get(f"/my-choices?about={sessions[8].id}"))
        off = said(client.get(client.send(f"/my-choices/{sessions[0].id}/removal", so="no").location))

        assert waits.startswith("“Session 9” waits among your stars.")
        assert off.startswith("“Session 1” is off your list.")

    def test_a_session_of_another_day_is_not_spoken_of(self, client, day, luis):
        ranked(luis, day, "Talks")
        earlier = Day(
            name="Last Year", date=day.date - timedelta(days=300), time_zone=ZONE, host_school=day.host_school
        )
        earlier.strands.append(Strand(number=1, name="Belonging"))
        db.session.add(earlier)
        db.session.flush()
        elsewhere = make_session(earlier, "Last Year", slots="")

        page = client.get(f"/my-choices?about={elsewhere.id}")

        assert "Last Year" not in page.text

    def test_taking_off_and_not_for_me(self, client, day, luis):
        talks, fractions = ranked(luis, day, "Talks", "Fractions")

        client.send(f"/my-choices/{talks.id}/removal", so="no")
        client.send(f"/sessions/{fractions.id}/refusal", so="yes", next="/my-choices")
        page = client.get("/my-choices")

        assert (chosen(luis, day).wishes, chosen(luis, day).not_for_me) == ((), {fractions.id})
        assert "Take back" in page.text

    @pytest.mark.parametrize("typed", ["", "0", "9", "up", "1" * 30])
    def test_a_place_that_is_none_is_refused_and_changes_nothing(self, client, day, luis, typed):
        talks, _ = ranked(luis, day, "Talks", "Fractions")

        answer = self.move(client, talks, typed)

        assert answer.status_code == 422
        assert told(luis, day) == [(1, "Talks"), (2, "Fractions")]

    def test_when_choosing_is_over_the_list_can_be_read_and_not_changed(self, client, app):
        day, luis = make_choosing_day(), make_staff("Luis Ortega")
        _, fractions = ranked(luis, day, "Talks", "Fractions")
        day.phases[0].begins_on, day.phases[0].ends_on = OVER
        client.sign_in(luis)

        page, refused = client.get("/my-choices"), self.move(client, fractions, 1)

        assert "Fractions" in page.text
        assert f"/my-choices/{fractions.id}/place" not in page.text
        assert (refused.status_code, "Choosing is over" in refused.text) == (409, True)
        assert told(luis, day) == [(1, "Talks"), (2, "Fractions")]

    def test_nobody_reads_another_person_s_list(self, client, day, luis):
        amira = make_staff("Amira Haddad")
        ranked(amira, day, "Co-Planning")

        assert "No stars yet" in client.get("/my-choices").text


class TestWhatIsSaidInConfidence:
    def test_away_is_kept_and_shown_again(self, client, day, luis):
        slot = slot_of(day, "B")

        client.send("/my-choices/away", away=[slot.id])

        assert [each.slot_id for each in queries.aways(day, luis)] == [slot.id]
        assert re.search(rf'checked[^>]*value="{slot.id}"', client.get("/my-choices/needs").text)

    def test_nothing_ticked_takes_everything_back(self, client, day, luis):
        actions.tell_when_away(day, [slot_of(day, "B").id], by=luis, now=NOW)

        client.send("/my-choices/away")

        assert list(queries.aways(day, luis)) == []

    def test_a_kind_of_arrangement_is_kept_and_the_page_says_who_sees_it(self, client, day, luis):
        client.send("/my-choices/needs", arrangements=["hearing_loop"])

        page = client.get("/my-choices/needs")
        assert [row.category for row in queries.accommodations(day, luis)] == [AccommodationCategory.HEARING_LOOP]
        assert "Who sees this: the coordinators of the day" in page.text

    @pytest.mark.parametrize(("address", "typed"), [("away", {"away": "x"}), ("needs", {"arrangements": "gold"})])
    def test_what_no_box_offers_is_refused(self, client, day, luis, address, typed):
        assert client.send(f"/my-choices/{address}", **typed).status_code == 422

    def test_when_choosing_is_over_it_is_read_and_the_page_says_whom_to_tell(self, client, app):
        day, luis = make_choosing_day(), make_staff("Luis Ortega")
        actions.ask_for_arrangements(day, [AccommodationCategory.HEARING_LOOP], by=luis, now=NOW)
        day.phases[0].begins_on, day.phases[0].ends_on = OVER

        page = client.sign_in(luis).get("/my-choices/needs").text
        refused = client.send("/my-choices/needs", arrangements=["asl_interpreter"])

        assert "Has something changed? Tell the coordinator of the day." in page
        assert re.findall(r"<b>(.*?):</b>\s*(.*?)</p>", page) == [
            ("I am away in", "nothing, as you said so far"),
            ("I need", "Hearing loop"),
        ]
        assert "checkbox" not in page
        assert refused.status_code == 409
        assert re.search(r'checked[^>]*value="asl_interpreter"', refused.text)

    def test_coordinators_see_what_to_arrange_and_nobody_else_does(self, client, day, luis):
        client.send("/my-choices/needs", arrangements=["hearing_loop"])

        refused = client.get("/arrangements").status_code
        client.sign_in(make_staff("Ana Reyes", duties=(Duty.PRINCIPAL,)))
        principal = client.get("/arrangements").status_code
        page = client.sign_in(make_coordinator()).get("/arrangements")

        assert (refused, principal) == (403, 403)
        assert ("Luis Ortega" in page.text, "Hearing loop" in page.text) == (True, True)


class TestWhoHasAnswered:
    def test_coordinators_see_counts_and_nobody_s_list(self, client, day):
        luis = make_staff("Luis Ortega")
        ranked(luis, day, "Number Talks")
        client.sign_in(make_coordinator())

        page = client.get("/answers")

        assert re.search(r"1 of \d+ people have chosen", page.text)
        assert ("Luis" in page.text, "Number Talks" in page.text) == (False, False)

    def test_the_reminder_says_how_many_get_one(self, client, day):
        silent = make_staff("Luis Ortega")
        client.sign_in(make_coordinator())

        client.send("/answers/reminders")
        client.send("/answers/reminders")

        sent = select(func.count()).select_from(Message).where(Message.staff_id == silent.id)
        assert db.session.scalar(sent) == 1
        assert (
            "get a reminder today" in client.get("/answers").text
            or "gets a reminder today" in client.get("/answers").text
        )

    def test_once_a_timetable_is_out_the_page_speaks_of_lists_and_not_to_whoever_chooses(self, client, day):
        make_timetable(day)

        page = client.sign_in(make_coordinator()).get("/answers").text

        assert ("so lists stay as they are. These" in " ".join(page.split()), "your day" in page) == (True, False)

    def test_a_reminder_that_waits_for_mail_or_reaches_nobody_says_so(self, client, day):
        silent = make_staff("Luis Ortega")
        dana = make_coordinator()
        client.sign_in(dana)
        client.send("/answers/reminders")
        waits = client.get("/answers").text
        silent.email = dana.email = None
        db.session.commit()

        client.send("/answers/reminders")
        nobody = client.get("/answers").text

        words = ("Mail is not set up, so reminders wait", "There is nobody to remind by e-mail.")
        assert [tuple(told in page for told in words) for page in (waits, nobody)] == [(True, False), (False, True)]

    def test_nobody_else_may_remind(self, client, day, luis):
        assert client.send("/answers/reminders").status_code == 403


@pytest.mark.parametrize("address", ["/sessions", "/my-choices", "/my-choices/needs", "/answers", "/arrangements"])
def test_a_page_asks_as_often_for_thirty_sessions_as_for_one(client, day, address):
    dana = make_coordinator()
    client.sign_in(dana)
    ranked(dana, day, "First")

    def asked():
        client.get(address)
        with statements() as sent:
            client.get(address)
        return count_queries(sent)

    one = asked()
    for session in ranked(dana, day, *(f"Session {number}" for number in range(30))):
        if session.id % 3 == 0:
            actions.refuse(session, by=dana, now=NOW)
        actions.ask_for_arrangements(day, [AccommodationCategory.PARKING], by=make_staff(), now=NOW)

    assert asked() == one


class TestOnceTheTimetableIsOut:
    def test_nobody_is_told_how_to_change_a_day_that_is_over(self, client, day, luis):
        (talks,) = ranked(luis, day, "Number Talks")
        make_timetable(day)
        day.date = date(2025, 8, 14)
        db.session.flush()

        page, answer = client.get("/my-choices"), client.send(f"/my-choices/{talks.id}/removal", so="no")

        assert "This day is over, so lists stay as they are." in page.text
        assert "take a free seat" not in page.text + answer.text
        assert answer.status_code == 409

    def test_lists_stay_as_they_are_although_the_dates_are_not_over(self, client, day, luis):
        (talks,) = ranked(luis, day, "Number Talks")
        make_timetable(day)

        page, answer = client.get("/my-choices"), client.send(f"/my-choices/{talks.id}/removal", so="no")

        assert "The timetable is out, so lists stay as they are." in page.text
        assert "while you choose" not in page.text
        assert 'class="button now" href="/my-day"' in page.text
        assert answer.status_code == 409
        assert told(luis, day) == [(1, "Number Talks")]

    def test_the_catalogue_leads_to_my_day(self, client, day, luis):
        make_sessions(day, "Number Talks")
        make_timetable(day)

        page = client.get("/sessions").text

        assert ("Go to my day" in page, "data-star>" in page) == (True, False)

    def test_a_session_in_which_i_have_a_seat_says_when_and_where_and_offers_none(self, client, day, luis):
        talks = self.run(day, "B", "Number Talks")
        enrol(luis, talks)

        page = client.get(f"/sessions/{talks.session_id}").text

        assert ("You have a seat in it" in page, "Would you like a seat in it?" in page) == (True, False)
        assert ("10:25 to 11:25" in page, talks.room.name in page, 'href="/my-day"' in page) == (True, True, True)

    def test_a_session_that_i_lead_says_when_and_where(self, client, day, luis):
        talks = self.run(day, "B", "Number Talks", presenters=(luis,))

        page = client.get(f"/sessions/{talks.session_id}").text

        assert ("You lead it here" in page, "You have a seat in it" in page) == (True, False)

    def test_a_session_in_which_i_have_no_seat_leads_to_the_slots_in_which_it_runs(self, client, day, luis):
        full, free = self.run(day, "A", "Number Talks", seats=1), self.run(day, "C", "Number Talks", seats=3)
        free.session = full.session
        enrol(make_staff(), full)

        page = client.get(f"/sessions/{full.session_id}").text

        assert ("Would you like a seat in it?" in page, "data-star>" in page) == (True, False)
        assert re.findall(r'<a href="(/my-day/slots/\d+)">(.*?)</a>', page) == [
            (f"/my-day/slots/{full.slot_id}", "Wait for a seat in slot A, or exchange"),
            (f"/my-day/slots/{free.slot_id}", "Take a seat in slot C"),
        ]
        assert "3 seats free" in page

    def test_once_its_doors_are_open_a_session_sends_people_there_and_afterwards_nowhere(self, client, day, luis):
        talks = self.run(day, "A", "Number Talks")
        told = []

        for begins_in in (5, -90):
            talks.slot.begins_at = now() + timedelta(minutes=begins_in)
            talks.slot.ends_at = talks.slot.begins_at + timedelta(hours=1)
            db.session.flush()
            page = client.get(f"/sessions/{talks.session_id}").text
            told.append(("Its doors are open." in page, "Would you like a seat" in page))

        assert told == [(True, False), (False, False)]

    def test_a_published_session_is_read_whatever_the_dates_of_choosing_say(self, client, app):
        day = make_choosing_day(NOT_YET)
        talks = self.run(day, "A", "Number Talks")

        page = client.sign_in(make_staff("Luis Ortega")).get(f"/sessions/{talks.session_id}")

        assert page.status_code == 200

    def run(self, day, label, title, *, seats=30, **more):
        timetable = published_timetable(day) or make_timetable(day)
        session = make_session(day, title, **more)
        return make_offering(timetable, session, slot_of(day, label), make_room(day.host_school), seats=seats)

    def test_a_draft_settles_nothing(self, client, day, luis):
        make_sessions(day, "Number Talks")
        make_timetable(day, state=TimetableState.DRAFT)

        assert "Your list stays open until" in client.get("/sessions").text

    def test_what_one_needs_can_still_be_said_in_confidence(self, client, day, luis):
        make_timetable(day)

        client.send("/my-choices/needs", arrangements="hearing_loop")
        away = client.send("/my-choices/away", away=str(slot_of(day, "A").id))

        assert [each.category for each in queries.accommodations(day, luis)] == [AccommodationCategory.HEARING_LOOP]
        assert away.status_code == 409
