"""Why somebody is, or is not, on a course: shown beside the matrix and in a window of its own."""
