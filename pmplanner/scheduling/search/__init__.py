"""Stages that improve the best schedule so far."""
