"""The record that proves itself: every event bears a mark, is taken into a chain, and can be checked (decision 046).

``marks`` signs an event when it is written, ``sealing`` takes written events into the chain, ``heads`` keeps the end of the chain outside
the database, ``checking`` reads everything again and names what was changed, taken out or put in.
"""
