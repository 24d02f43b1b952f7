"""Choosing a method: what is told of each, and what is better asked first. It advises, decides nothing, and keeps nothing.

Two tables of ``resources/counselling``: ``methods.toml`` (``facts``) and ``criteria.toml`` (``criteria``); the words of
both are texts ``counselling.…``. ``known`` says what her story answers by itself. What she answers to the questions is
in no record: only what she wished for, what was explained, what she chose and how she agreed (``MethodUse``).
"""
