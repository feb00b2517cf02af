"""What ships with Capaian: reference data and the figures of five articles, entered by the principal `system`."""
