"""Making and mending a schedule: greedy construction, chains, ejection, moving whole sessions."""
