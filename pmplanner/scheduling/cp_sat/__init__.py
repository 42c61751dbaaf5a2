"""The models that CP-SAT solves, and how it is asked."""
