"""Thin hosts. They translate; they hold no rule of their own and do not know each other."""
