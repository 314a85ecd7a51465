-- Visits that took place, by day of their beginning and kind. Planned and cancelled ones are none.
-- Grain: one day and kind.
-- $1 the last day that counts
select
    v.visit_start_date,
    case
        when v.visit_concept_id in (9201, 262) then 'inpatient'
        when v.visit_concept_id = 9202 then 'outpatient'
        when v.visit_concept_id = 9203 then 'emergency'
        when v.visit_concept_id = 581476 then 'home'
        else 'other'
    end as kind,
    count(*) as visits
from cdr.visit_occurrence v
where v.visit_start_date <= cast($1 as date)
  and coalesce(v.visit_status, '') not in ('planned', 'cancelled', 'entered-in-error')
group by 1, 2
order by 1, 2
