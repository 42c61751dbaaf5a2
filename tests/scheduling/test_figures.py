"""The goals as numbers, by hand."""

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.model_goals import in_order
from pmplanner.scheduling.model.objectives import MEASURES, closeness_of, measure
from pmplanner.scheduling.model.problem import GOALS, Course, ExistingSession, Pick, Trainer
from tests.scheduling.instances import planned, proposed, small


def test_each_goal_has_its_number() -> None:
    problem = small(
        days=10,
        courses=(Course(10, 2, trainers=(50,), session_cost=100, seat_cost=7), Course(11, 2), Course(12, 1)),
        picks=(Pick(100, 0, 10), Pick(101, 1, 10), Pick(102, 0, 11), Pick(103, 1, 12, importance=3)),
        trainers=(Trainer(50, day_cost=10),),
        sessions=(ExistingSession(1, 10, (0, 1), 50, seated=(100, 101)),),
        goals=GOALS,
    )
    proposal = proposed(
        planned(1, 2, key=1, trainer=50), planned(3, 4, course=11, seated=(102,)), unseated=(103,)
    )
    values = dict(zip(GOALS, measure(problem, proposal), strict=True))
    assert values == {
        "seats": 3,
        "sessions": 2,
        "cost": 100 + 2 * 7 + 2 * 10,
        "change": 2,
        "finish": 4,
        "spread": 8,
        "fairness": 1,
    }
    assert set(MEASURES) == set(GOALS)


def test_closeness_halves_with_every_day() -> None:
    assert [closeness_of(gap) for gap in range(7)] == [0, 16, 8, 4, 2, 1, 0]


def test_goals_in_order_stay_within_what_the_solver_counts_in() -> None:
    model = cp_model.CpModel()
    goals = [(model.new_int_var(0, most, ""), most) for most in (10**9, 10**6, 10**6)]
    joined = in_order([(cp_model.LinearExpr.sum([goal]), most) for goal, most in goals])
    model.minimize(joined)
    for goal, most in goals:
        model.add(goal >= most // 2)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert [solver.value(goal) for goal, _ in goals[:2]] == [most // 2 for _, most in goals[:2]]
