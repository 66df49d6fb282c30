"""The Runs page: every training there was, in one table, with their curves over each other.

- `runs_page` is what the window holds; all else is imported when the page is first seen.
- `browser` puts table, curves and parallel coordinates together; `details` shows one run in their place.
- What the table says of a run is a `columns.Column`; what is drawn of it is a `quantities.Quantity`.
"""
