"""What oversight shows on pages of lower rooms."""
