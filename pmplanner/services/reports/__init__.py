"""The facts of papers: figures of the other rooms put together, none of them made here a second time."""
