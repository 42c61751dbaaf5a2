"""What cannot work as planned: one engine for the window, the terminal and the exports.

Plain rows are read (:mod:`reading`), each family of checks is a module of functions that look at
nothing but those rows, and ``checks.units`` runs them for the whole plan or for what an edit touched.
"""
