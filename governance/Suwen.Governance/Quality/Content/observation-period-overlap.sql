-- Observation periods that begin before an earlier one of the same person and source has ended.
-- Grain: one observation period.
select t.observation_period_id as row_id, t.source_id, t.entry_position, t.record_number, t.observation_period_start_date as happened_on,
       coalesce(t.observation_period_start_date <= max(t.observation_period_end_date) over (
         partition by t.person_id, t.source_id order by t.observation_period_start_date, t.observation_period_id
         rows between unbounded preceding and 1 preceding), false) as violated
from cdr.observation_period t
where t.person_id is not null
