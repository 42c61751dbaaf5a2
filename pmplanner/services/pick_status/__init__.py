"""Where each pick of a plan stands, its days and dates."""
