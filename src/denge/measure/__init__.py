"""How balanced a state is: formulas on arrays, and results that lead back to their rows."""
