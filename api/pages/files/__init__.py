"""Pictures as files for reports and slides: SVG, PNG and a Vega-Lite specification."""
