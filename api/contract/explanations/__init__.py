"""What each problem means to whoever meets it: what happened and what to do, longer than a problem document may be."""
