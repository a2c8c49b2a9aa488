"""说理: why the case is handled so, composed from the structured findings in plain words, edited by the officer, every version kept."""
