"""Long work with progress and Cancel, and what must not be overlooked."""
