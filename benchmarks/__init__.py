"""What README's figures come from: ``python3 dev.py bench``.

Each module measures one thing as a ratio within one run, or as milliseconds of our own work, and names
its goal. Machines differ and have noisy neighbours, so nothing here is a test.
"""
