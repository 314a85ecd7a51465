-- title: One result sent twice
-- title-zh: 去除同一检验结果的重复记录
-- kind: deduplicate
-- table: measurement
-- version: 1
-- why: Another record of the same source states the same result: same person, visit, order, item, moment, value and unit.
with numbered as (
    select
        m.measurement_id,
        row_number() over (
            partition by
                m.source_id, m.source_person_id, m.visit_occurrence_id, m.order_id, m.specimen_id, m.measurement_source_vocabulary, m.measurement_source_value,
                m.measurement_datetime, m.value_as_number, m.value_source_value, m.unit_source_value, m.measurement_status_source_value
            order by m.entry_position, m.record_number, m.measurement_id
        ) as place
    from measurement m
    where m.measurement_datetime is not null
        and m.source_person_id is not null
        and m.visit_occurrence_id is not null
        and m.merge_state is null
        and coalesce(m.value_source_value, cast(m.value_as_number as varchar)) is not null
)
select n.measurement_id
from numbered n
where n.place > 1
