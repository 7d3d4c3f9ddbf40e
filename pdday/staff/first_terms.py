"""The data-use terms with which a district begins; a coordinator publishes the district's own words over them.

They promise what pdday does. Where the district has to keep the promise (no use in evaluation), they say so. As long
as no other words are published, people read each paragraph in their own language.
"""

from __future__ import annotations

FIRST_TERMS = """\
# In short

What you tell pdday makes a good day for you and your colleagues, and nothing else. It is not used to evaluate you, \
to decide about pay or posts, or to compare you with anybody. Taking part in choosing and answering is voluntary.

# What is known about you

From the district's list: your name, number, e-mail, site, role, grades and subjects. From you: what you offer and \
choose, what you need in a room, when you are away. From the doors: where you were, and when. No social security \
number and no birth date is ever kept.

# Not for evaluation

The district does not use anything here for the evaluation of staff: not your choices, not where you went, not what \
anybody wrote about a session you led. Answers about a session are there to make it better; they are no record about \
its presenter.

# Answers have no name

What you answer after a session is kept apart from you: no column, no number and no time joins an answer to its \
person, not even for the people who run the machine. Presenters see answers to their session from five on, together \
and shuffled. Groups under five are shown nowhere.

# Who sees what

You see everything that is kept about you, and can download it, on the page “You”. Presenters see names, roles and \
schools of the people in their session. Stewards see who is awaited at their door. Principals see figures of their \
school, never a person's. Coordinators see choices, to make the timetable, and hours; they do not see who gave which \
answer. What you need in a room is seen by those who arrange it, without a reason. A commitment is yours alone, \
unless you share it.

# How long

Hours are kept as long as the state may ask for them, usually six or seven years. When you have left the district, \
everything else that names you can be removed; ask the coordinator. Codes and PINs are never kept in readable form.

# Your say

Is something wrong? Tell the coordinator of the day; what is corrected, by whom and why is kept beside it. If these \
terms change, you are asked again, and on “You” you find what you accepted and when.
"""
