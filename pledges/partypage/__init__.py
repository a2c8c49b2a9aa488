"""The page a party reaches by the code on its letter, without an account; and the recheck by photo."""
