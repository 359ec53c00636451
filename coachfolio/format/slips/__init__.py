"""Slips: what a person meant who wrote it another way, and how it is written.

`mend` is the second, tolerant reading of a file that the strict one refused. It finds every slip of the file in one
round, each at its own line, and works out the text without those that have one meaning. It never raises for anything
that stands in the file, and says nothing of a file that is in order.
"""
