"""Rooms, trainers and equipment."""
