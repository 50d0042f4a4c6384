"""Published statistics in the warehouse: areas, measures, releases, figures, and what a figure is compared with."""
