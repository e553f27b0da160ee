"""Speed, shown as ratios measured in one run. Nothing here is asserted by a test except statement counts."""
