"""A run on one or two pages, for a person who was not there: network, recipe, curves, results, machine.

May import runs, export and what lies below; no Qt and no TensorFlow, so that the command line writes the same
page as the window. Decisions taken here:

- `contents` says what is told, as values; `page` makes HTML of it, which needs nothing from anywhere.
- The HTML is of the kind that word processors and Qt's own text documents read, too: tables and pictures, no
  scripts. The window makes a PDF of it.
- What was not measured is not on the page.
"""
