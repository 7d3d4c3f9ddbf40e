"""What pages of choosing call grades in a row, and the arrangements that a colleague may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from pdday.preferences.models import AccommodationCategory
from pdday.staff.vocabulary import GradeBand
from pdday.words import Sentence

#: The bands in the order of a pupil's life, each with its first and last grade.
_IN_ORDER = {
    GradeBand.PK: ("PK", "PK"),
    GradeBand.K_2: ("K", "2"),
    GradeBand.GRADES_3_5: ("3", "5"),
    GradeBand.GRADES_6_8: ("6", "8"),
    GradeBand.GRADES_9_12: ("9", "12"),
}
#: The bands that one can look for.
BANDS = tuple(_IN_ORDER)

ARRANGEMENTS = {
    AccommodationCategory.WHEELCHAIR_OR_STEP_FREE: Sentence("Wheelchair access or no steps"),
    AccommodationCategory.SEATING_OR_STANDING: Sentence("A certain seat, or room to stand"),
    AccommodationCategory.HEARING_LOOP: Sentence("Hearing loop"),
    AccommodationCategory.ASL_INTERPRETER: Sentence("ASL interpreter"),
    AccommodationCategory.CART_CAPTIONS: Sentence("Live captions (CART)"),
    AccommodationCategory.SPOKEN_LANGUAGE_INTERPRETER: Sentence("Interpreter for a spoken language"),
    AccommodationCategory.LARGE_PRINT_OR_SCREEN_READER: Sentence("Large print, or files for a screen reader"),
    AccommodationCategory.LOW_SENSORY_OR_QUIET_ROOM: Sentence("Quiet room"),
    AccommodationCategory.LACTATION_SPACE_AND_BREAK: Sentence("Lactation space and break"),
    AccommodationCategory.PRAYER_SPACE: Sentence("Place to pray"),
    AccommodationCategory.PROXIMITY_OR_TRAVEL_TIME: Sentence("Short ways, or more time between rooms"),
    AccommodationCategory.PARKING: Sentence("Parking close by"),
    AccommodationCategory.DIETARY: Sentence("Diet"),
    AccommodationCategory.ALLERGY: Sentence("Allergy"),
    AccommodationCategory.SERVICE_ANIMAL: Sentence("Service animal"),
    AccommodationCategory.MEDICATION_FRIDGE: Sentence("Fridge for medication"),
    AccommodationCategory.OTHER: Sentence("Something else"),
}


def grades(bands: Sequence[str]) -> Sentence:
    """Bands in words: “grades 3–12”, “grades PK–2, 9–12”, “all grades”."""
    held = [band in bands for band in BANDS]
    if all(held) or not any(held):
        return Sentence("all grades")
    stretches: list[list[GradeBand]] = []
    for number, band in enumerate(BANDS):
        if held[number]:
            if number and held[number - 1]:
                stretches[-1].append(band)
            else:
                stretches.append([band])
    return Sentence("grades {grades}", {"grades": ", ".join(_stretch(each) for each in stretches)})


def _stretch(bands: Sequence[GradeBand]) -> str:
    first, last = _IN_ORDER[bands[0]][0], _IN_ORDER[bands[-1]][1]
    return first if first == last else f"{first}–{last}"
