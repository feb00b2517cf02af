"""Each kind of claim, computed anew from the figures that it is about."""
