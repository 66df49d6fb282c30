"""Files that somebody gave us are opened here, and files that matter are written here; and where folders lie.

May import numpy and platformdirs, `cnngui.messages` and `cnngui.errors`; no other room. `parquets` alone
imports pyarrow, which is an extra, where a file is opened. Decisions taken here:

- `opening` gives regular files of a bounded size only. What is in an archive (`archives`) or an array
  (`arrays`) is judged by its headers, in Python integers, before anything of the size they claim is
  allocated. Nothing is ever unpickled.
- `writing` puts a file in its place whole, or leaves what was there.
- `folders` alone knows where a user's settings, state, logs and downloads lie, and what ships
  with the program.
"""
