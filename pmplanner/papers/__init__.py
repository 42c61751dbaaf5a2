"""Papers to hand out: what they say, how that is laid out on pages, and how pages become a PDF file."""
