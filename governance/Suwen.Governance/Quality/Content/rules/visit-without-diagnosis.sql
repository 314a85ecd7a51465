-- 病历书写基本规范: every visit ends with a diagnosis; visits for vaccination and follow-up have none. Looked at where the source sends diagnoses.
-- Grain: one visit that has ended.
select t.visit_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.visit_start_date as happened_on,
       c.visit_occurrence_id is null as violated
from cdr.visit_occurrence t
left join (select distinct visit_occurrence_id from cdr.condition_occurrence) c on c.visit_occurrence_id = t.visit_occurrence_id
where t.visit_end_date is not null and coalesce(t.visit_source_value, '') not in ('随访', '接种', '体检')
  and t.source_id in (select source_id from cdr.condition_occurrence)
