"""Parameters and number series of this topic."""
