"""What training costs: items, travel, rates of currencies, budgets."""
