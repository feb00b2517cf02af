"""An import is a file of targets, realizations or sources that is checked and entered at once, all of it or none."""
