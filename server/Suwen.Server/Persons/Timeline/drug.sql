-- Drugs prescribed, dispensed or given; vaccines are in immunisation.sql.
-- Grain: one row of drug_exposure of a person.
-- $1 golden person
select
    'drug' as kind,
    t.drug_exposure_id as row_id,
    coalesce(t.drug_exposure_start_datetime, cast(t.drug_exposure_start_date as timestamp)) as start_datetime,
    coalesce(t.drug_exposure_end_datetime, cast(t.drug_exposure_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.drug_exposure_start_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.drug_exposure_end_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    t.drug_source_name as title,
    t.drug_source_value as code,
    t.drug_source_vocabulary as vocabulary,
    t.drug_concept_id as concept_id,
    coalesce(t.dose_value, t.quantity) as value_number,
    cast(null as varchar) as value_text,
    t.dose_unit_source_value as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.drug_status_source_value as status,
    t.sig as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.drug_exposure t
where t.person_id = $1
  and coalesce(t.drug_source_vocabulary, '') <> 'CVX'
