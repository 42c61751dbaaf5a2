"""The timeline: sessions as bars in lanes over days."""
