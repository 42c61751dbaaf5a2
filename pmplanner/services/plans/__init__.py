"""Plans and their picks, and what happens to both when people change or go."""
