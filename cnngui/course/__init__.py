"""The course: the networks of its slides with what is printed of them, small examples, later its lessons.

May import `cnngui.network` and what lies below it, and nothing but the standard library beside: what is
printed can be checked without TensorFlow, data or a window.
"""
