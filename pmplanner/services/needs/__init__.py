"""What people need in a plan: who counts, what is required of them, credited, satisfied and missing.

Nothing else in the product says so: totals, matrix, problems, the automatic schedule and files ask here.

- :mod:`people`: who counts, with tracks and employment; :mod:`scope_reading`: whom a plan is limited to
- :mod:`paths`, :mod:`equivalents`: what tracks require, and what counts as what
- :mod:`credit`: what was done before the plan or is expected from another one
- :mod:`needs`: the required courses of each person, and what became of them
"""
