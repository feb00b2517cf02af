"""The pages on which users with a key review, submit and publish records and imports."""
