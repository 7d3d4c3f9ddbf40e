"""What pages call the words of the proposal form: states, formats, protocols, levels, criteria."""

from __future__ import annotations

from pdday.proposals.vocabulary import (
    Attestation,
    Criterion,
    FollowUpOffer,
    Format,
    Level,
    Modality,
    ProposalState,
    Protocol,
)
from pdday.staff.vocabulary import GradeBand
from pdday.words import Sentence

STATES = {
    ProposalState.DRAFT: Sentence("draft"),
    ProposalState.SUBMITTED: Sentence("in review"),
    ProposalState.REVISE: Sentence("changes asked for"),
    ProposalState.ACCEPTED: Sentence("accepted"),
    ProposalState.MERGED: Sentence("merged"),
    ProposalState.WAITLISTED: Sentence("waiting list"),
    ProposalState.DECLINED: Sentence("not this time"),
    ProposalState.WITHDRAWN: Sentence("withdrawn"),
}
#: The kind of tag in which a state is shown.
STATE_KINDS = {
    ProposalState.SUBMITTED: "note",
    ProposalState.REVISE: "heed",
    ProposalState.ACCEPTED: "good",
    ProposalState.WAITLISTED: "note",
}
FORMATS = {
    Format.WORKSHOP: Sentence("Workshop"),
    Format.DEMONSTRATION: Sentence("Demonstration"),
    Format.MAKE_AND_TAKE: Sentence("Make and take"),
    Format.ROUNDTABLE: Sentence("Roundtable"),
    Format.PANEL: Sentence("Panel"),
    Format.PROBLEM_OF_PRACTICE_CLINIC: Sentence("Clinic for a problem of practice"),
    Format.LESSON_STUDY_LAUNCH: Sentence("Start of a lesson study"),
    Format.LEARNING_WALK_DEBRIEF: Sentence("Debrief of a learning walk"),
    Format.LIGHTNING_TALKS: Sentence("Several short contributions"),
    Format.POSTER_GALLERY: Sentence("Poster gallery"),
    Format.JOB_ALIKE: Sentence("Job-alike meeting"),
    Format.BOOK_STUDY_LAUNCH: Sentence("Start of a book study"),
    Format.OPEN_SPACE: Sentence("Open space"),
    Format.PLC_KICKOFF: Sentence("Start of a PLC"),
    Format.TRAINING_REQUIRED: Sentence("Required training"),
    Format.WEBINAR: Sentence("Webinar"),
}
PROTOCOLS = {
    Protocol.NONE: Sentence("No protocol"),
    Protocol.TUNING: Sentence("Tuning"),
    Protocol.CONSULTANCY: Sentence("Consultancy"),
    Protocol.SUCCESS_ANALYSIS: Sentence("Success analysis"),
    Protocol.ATLAS_STUDENT_WORK: Sentence("ATLAS, looking at student work"),
    Protocol.NOTICE_AND_WONDER: Sentence("Notice and wonder"),
    Protocol.DATA_DRIVEN_DIALOGUE: Sentence("Data-driven dialogue"),
    Protocol.FOUR_AS: Sentence("Four A’s"),
    Protocol.TEXT_RENDERING: Sentence("Text rendering"),
    Protocol.SAVE_THE_LAST_WORD: Sentence("Save the last word"),
    Protocol.JIGSAW: Sentence("Jigsaw"),
    Protocol.FISHBOWL: Sentence("Fishbowl"),
    Protocol.GALLERY_WALK: Sentence("Gallery walk"),
    Protocol.CHALK_TALK: Sentence("Chalk talk"),
    Protocol.WORLD_CAFE: Sentence("World café"),
    Protocol.LESSON_STUDY: Sentence("Lesson study"),
    Protocol.THINK_PAIR_SHARE: Sentence("Think, pair, share"),
    Protocol.OTHER: Sentence("Another one"),
}
LEVELS = {
    Level.NEW_TO_THIS: Sentence("New to this"),
    Level.SOME_EXPERIENCE: Sentence("Some experience"),
    Level.READY_TO_GO_DEEPER: Sentence("Ready to go deeper"),
}
MODALITIES = {
    Modality.IN_PERSON: Sentence("In a room"),
    Modality.VIRTUAL: Sentence("Online"),
    Modality.HYBRID: Sentence("In a room and online"),
}
FOLLOW_UPS = {
    FollowUpOffer.NONE: Sentence("Nothing more"),
    FollowUpOffer.QA: Sentence("We answer questions"),
    FollowUpOffer.OPEN_CLASSROOM: Sentence("We open our classroom"),
    FollowUpOffer.CIRCLE: Sentence("We start a circle"),
    FollowUpOffer.MATERIALS: Sentence("We share materials"),
}
GRADES = {
    GradeBand.PK: Sentence("PK"),
    GradeBand.K_2: Sentence("K–2"),
    GradeBand.GRADES_3_5: Sentence("3–5"),
    GradeBand.GRADES_6_8: Sentence("6–8"),
    GradeBand.GRADES_9_12: Sentence("9–12"),
    GradeBand.ALL: Sentence("all grades"),
    GradeBand.NOT_APPLICABLE: Sentence("not about grades"),
}
#: What presenters confirm: its short name, for what is missing, and the words they agree to.
ATTESTATIONS = {
    Attestation.VOLUNTARY: (Sentence("free will"), Sentence("We offer it freely; nobody told us to.")),
    Attestation.NO_PROMOTION: (Sentence("no selling"), Sentence("It sells nothing, and no vendor pays us for it.")),
    Attestation.NO_STUDENT_DATA: (
        Sentence("no student can be recognized"),
        Sentence("No student can be recognized in what we show: no names, faces or records."),
    ),
    Attestation.MATERIALS_RIGHTS: (
        Sentence("the right to use the materials"),
        Sentence("What we show and hand out is our own, or we may use it."),
    ),
}
#: What reviewers rate: its name and the question behind it.
CRITERIA = {
    Criterion.RELEVANCE: (Sentence("Relevance"), Sentence("Does it answer a need that colleagues voiced?")),
    Criterion.PRACTICAL_USE: (Sentence("Practical use"), Sentence("Can people use it on Monday?")),
    Criterion.ACTIVE_LEARNING: (Sentence("Active learning"), Sentence("Do people do something themselves?")),
    Criterion.FITS_TIME: (Sentence("Fits the time"), Sentence("Will the agenda work in these minutes?")),
    Criterion.INCLUSIVE: (Sentence("Inclusive"), Sentence("Does it work for everyone it is meant for?")),
    Criterion.CLARITY: (Sentence("Clarity"), Sentence("Would you know what you come for?")),
}
