"""An authority whose child histories add up to the figures that DfE published about it."""
