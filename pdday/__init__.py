"""pdday: the conference manager for staff-led professional development days."""
