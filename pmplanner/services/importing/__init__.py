"""Files into the workspace: what each row would do is decided first, then done as one edit."""
