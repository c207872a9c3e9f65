"""How a quiz is played: questions, drawing, grading, sessions.

Pure: no asyncio, no clock, no unseeded chance.
"""
