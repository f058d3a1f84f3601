"""How a state is decided: reasons first, and the state that they make.

Knows no host and no plan.
"""
