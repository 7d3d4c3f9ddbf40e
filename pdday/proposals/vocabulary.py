"""The closed vocabularies of proposals and sessions."""

from __future__ import annotations

from enum import StrEnum


class ProposalState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISE = "revise"
    ACCEPTED = "accepted"
    MERGED = "merged"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: States that somebody decided; each has a decider and a moment.
DECIDED = frozenset(
    {
        ProposalState.REVISE,
        ProposalState.ACCEPTED,
        ProposalState.MERGED,
        ProposalState.WAITLISTED,
        ProposalState.DECLINED,
    }
)

#: What can happen to a proposal; `actions` asks here before every move.
NEXT_STATES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.DRAFT: frozenset({ProposalState.SUBMITTED, ProposalState.WITHDRAWN}),
    ProposalState.SUBMITTED: DECIDED | {ProposalState.WITHDRAWN},
    ProposalState.REVISE: frozenset({ProposalState.SUBMITTED, ProposalState.WITHDRAWN}),
    ProposalState.WAITLISTED: DECIDED - {ProposalState.WAITLISTED} | {ProposalState.WITHDRAWN},
    ProposalState.ACCEPTED: frozenset({ProposalState.WITHDRAWN}),
    ProposalState.MERGED: frozenset(),
    ProposalState.DECLINED: frozenset({ProposalState.ACCEPTED}),
    ProposalState.WITHDRAWN: frozenset(),
}


class Format(StrEnum):
    """What kind of session it is."""

    WORKSHOP = "workshop"
    DEMONSTRATION = "demonstration"
    MAKE_AND_TAKE = "make_and_take"
    ROUNDTABLE = "roundtable"
    PANEL = "panel"
    PROBLEM_OF_PRACTICE_CLINIC = "problem_of_practice_clinic"
    LESSON_STUDY_LAUNCH = "lesson_study_launch"
    LEARNING_WALK_DEBRIEF = "learning_walk_debrief"
    LIGHTNING_TALKS = "lightning_talks"
    POSTER_GALLERY = "poster_gallery"
    JOB_ALIKE = "job_alike"
    BOOK_STUDY_LAUNCH = "book_study_launch"
    OPEN_SPACE = "open_space"
    PLC_KICKOFF = "plc_kickoff"
    TRAINING_REQUIRED = "training_required"
    WEBINAR = "webinar"


class Protocol(StrEnum):
    """The conversation structure a session uses."""

    NONE = "none"
    TUNING = "tuning"
    CONSULTANCY = "consultancy"
    SUCCESS_ANALYSIS = "success_analysis"
    ATLAS_STUDENT_WORK = "atlas_student_work"
    NOTICE_AND_WONDER = "notice_and_wonder"
    DATA_DRIVEN_DIALOGUE = "data_driven_dialogue"
    FOUR_AS = "four_as"
    TEXT_RENDERING = "text_rendering"
    SAVE_THE_LAST_WORD = "save_the_last_word"
    JIGSAW = "jigsaw"
    FISHBOWL = "fishbowl"
    GALLERY_WALK = "gallery_walk"
    CHALK_TALK = "chalk_talk"
    WORLD_CAFE = "world_cafe"
    LESSON_STUDY = "lesson_study"
    THINK_PAIR_SHARE = "think_pair_share"
    OTHER = "other"


class Level(StrEnum):
    """Whom it suits by experience."""

    NEW_TO_THIS = "new_to_this"
    SOME_EXPERIENCE = "some_experience"
    READY_TO_GO_DEEPER = "ready_to_go_deeper"


class Modality(StrEnum):
    """Where people are while they attend."""

    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"


class FollowUpOffer(StrEnum):
    """What presenters offer afterwards."""

    QA = "qa"
    OPEN_CLASSROOM = "open_classroom"
    CIRCLE = "circle"
    MATERIALS = "materials"
    NONE = "none"


class Attestation(StrEnum):
    """What presenters confirm before a proposal is sent."""

    VOLUNTARY = "voluntary"
    NO_PROMOTION = "no_promotion"
    NO_STUDENT_DATA = "no_student_data"
    MATERIALS_RIGHTS = "materials_rights"


class Criterion(StrEnum):
    """What reviewers rate from 1 to 4; each is a column of `review`."""

    RELEVANCE = "relevance"
    PRACTICAL_USE = "practical_use"
    ACTIVE_LEARNING = "active_learning"
    FITS_TIME = "fits_time"
    INCLUSIVE = "inclusive"
    CLARITY = "clarity"
