"""The pages of a workspace: what each asks, draws and says."""
