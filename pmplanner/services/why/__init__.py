"""Why somebody is, or is not, on a course: what asks for it, what is in the way, what one change would help.

What is said of a session is what the engine of the problems finds once the person sits in it, in a copy of
the plain rows; what is offered was tried there first.
"""
