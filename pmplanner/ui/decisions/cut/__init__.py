"""Which picks go where a plan is to cost less or to take fewer days."""
