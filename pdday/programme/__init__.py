"""2. The frame of the day: day, phases, slots, rooms, strands."""
