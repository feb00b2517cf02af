"""A program is what a government set out to do, under one code and one leading institution."""
