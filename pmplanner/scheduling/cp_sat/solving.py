"""How CP-SAT is asked: by seconds, or by its own deterministic measure where runs must be repeatable."""

from ortools.sat.python import cp_model

from pmplanner.scheduling.clock import Clock

MEASURE_A_SECOND = 0.1
"""How far the solver's deterministic measure comes in a second, about: presolve is hardly measured."""

CONSTRAINT_SECONDS = 0.00005
"""What a repeatable run counts for building a constraint of a model."""


def new_solver(clock: Clock, seconds: float) -> cp_model.CpSolver:
    """Make a solver that ends after some seconds, or with the clock."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    limits = clock.limits
    seconds = max(0.01, min(seconds, clock.left()))
    parameters.random_seed = limits.seed
    if limits.repeatable:
        # Several workers race, and who wins differs from run to run.
        parameters.num_workers = 1
        parameters.max_deterministic_time = seconds * MEASURE_A_SECOND
    else:
        parameters.num_workers = max(1, limits.workers)
        parameters.max_time_in_seconds = seconds
    return solver


def run_solver(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    clock: Clock,
    callback: cp_model.CpSolverSolutionCallback | None = None,
) -> cp_model.CpSolverStatus:
    """Solve; count the time, and let the clock stop it."""
    clock.attend(solver)
    status = solver.solve(model, callback)
    clock.attend(None)
    if clock.limits.repeatable:
        built = len(model.proto.constraints) * CONSTRAINT_SECONDS
        clock.spend(solver.response_proto.deterministic_time / MEASURE_A_SECOND + built + 0.01)
    return status


def hint_answer(model: cp_model.CpModel, solver: cp_model.CpSolver) -> None:
    """Hint at an answer of the same model, before it is solved again for something else."""
    # Hints add up: with two for one variable the model is invalid.
    model.model_proto.clear_solution_hint()
    for at, value in enumerate(solver.response_proto.solution):
        model.add_hint(model.get_int_var_from_proto_index(at), value)
