"""Fields: what people type or choose."""
