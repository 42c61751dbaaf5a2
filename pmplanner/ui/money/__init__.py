"""What training costs, to be entered and seen: cost items, bills, budgets, currencies without a rate."""
