"""What pages show, read together."""
