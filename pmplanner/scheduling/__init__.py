"""The automatic schedule: a frozen problem in, a proposal out; knows no database and no window.

``model.problem`` holds the rows, ``process.ScheduleRun`` makes a schedule aside and ``pipeline.solve`` in
place, ``check.check`` checks one, ``model.objectives`` measures it, ``explain.reasons`` and
``explain.relaxations`` say why somebody is left out and what would help, and ``state.loading.as_existing``
turns a proposal into the sessions of the next problem. ``search`` has the stages that ``pipeline`` runs,
``construct`` what makes and mends a schedule, ``cp_sat`` and ``colouring`` the models behind them.
"""
