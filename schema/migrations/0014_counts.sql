-- migrate:up
-- How onboarding counts are read: for one indicator, breakdown and level, period after period, its regions in order.
-- So the next key, the figure of a region and those of its parts, which lie side by side, are each one place in an
-- index, however many other figures there are. A stock stands on its last day; of a flow the first day counts too.

CREATE INDEX realization_counts_stocks ON realization (program, indicator, breakdown, level, period_end, region)
    WHERE status = 'published' AND nature = 'stock';
CREATE INDEX realization_counts_flows ON realization (program, indicator, breakdown, level, period_end, period_start, region)
    WHERE status = 'published' AND nature = 'flow';

-- migrate:down
-- Nothing is taken back: a mistake is mended by the next migration.
