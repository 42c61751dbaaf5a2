"""The page of problems: what cannot work as planned, its fixes, what is accepted, and the policies."""
