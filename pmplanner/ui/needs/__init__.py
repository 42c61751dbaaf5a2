"""The page of needs: what is missing and for whom, in several views of the same people."""
