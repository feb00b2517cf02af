"""What the numbers mean: each rule a small pure function over figures, knowing neither the wire nor the database."""
