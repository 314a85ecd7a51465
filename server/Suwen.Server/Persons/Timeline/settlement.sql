-- Settlement lists of medical insurance (医保结算清单).
-- Grain: one row of cn_settlement of a person.
-- $1 golden person
select
    'settlement' as kind,
    t.settlement_id as row_id,
    coalesce(t.admission_datetime, cast(t.settlement_start_date as timestamp)) as start_datetime,
    coalesce(t.discharge_datetime, cast(t.settlement_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.admission_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.discharge_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    coalesce(t.institution_name, t.medical_type) as title,
    coalesce(t.drg_code, t.dip_code) as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(t.total_amount as double precision) as value_number,
    t.department as value_text,
    'CNY' as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    cast(null as varchar) as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_settlement t
where t.person_id = $1
