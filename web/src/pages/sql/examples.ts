/** Questions to begin with; each runs on both engines. */
export const examples = {
  diagnoses: `select condition_source_value as code,
       max(condition_source_name) as name,
       count(distinct person_id) as persons
from condition_occurrence
group by condition_source_value
order by persons desc
limit 20`,
  visits: `select date_trunc('month', visit_start_date) as month,
       count(*) as visits,
       count(distinct person_id) as persons
from visit_occurrence
group by 1
order by 1 desc`,
  labs: `select measurement_source_value as code,
       max(measurement_source_name) as name,
       unit_source_value as unit,
       count(*) as results,
       min(value_as_number) as least,
       max(value_as_number) as most
from measurement
group by 1, 3
order by results desc
limit 50`,
  sources: `select source_id, count(distinct person_id) as persons, count(*) as visits
from visit_occurrence
group by source_id
order by visits desc`,
} as const;
