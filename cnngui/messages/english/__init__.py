"""English sentences. Each module is a room's table ``SENTENCES``: code -> text, or (what, why, mend)."""
