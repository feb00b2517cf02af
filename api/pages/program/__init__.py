"""The page of a program: its pictures, findings and figures."""
