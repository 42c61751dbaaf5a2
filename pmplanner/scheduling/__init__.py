"""The automatic schedule: a frozen problem in, a proposal out; knows no database and no window.

``problem`` holds the rows, ``process.ScheduleRun`` makes a schedule aside and ``pipeline.solve`` in place,
``check.check`` checks one, ``figures`` measures it, ``reasons`` and ``relax`` explain who is left out,
and ``loading.as_existing`` turns a proposal into the sessions of the next problem.
"""
