"""What leaves the program for people and other programs to read: code, pictures, tables.

May import `cnngui.network` and `cnngui.files`, and Pillow for pictures; never TensorFlow. Models for other
programs are written by `cnngui.engine`, which alone has what runs them.
"""
