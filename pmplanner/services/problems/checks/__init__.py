"""What is wrong, family by family, found in nothing but plain rows."""
