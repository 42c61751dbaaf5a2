"""The automatic schedule of a plan: from its rows to the problem, from a proposal to one edit.

:mod:`problem_builder` reads the plan, :mod:`accept` writes what was accepted, :mod:`report` says it in words.
The solving itself is :mod:`pmplanner.scheduling`, which knows neither plans nor databases.
"""
