"""The page of onboarding counts by region."""
