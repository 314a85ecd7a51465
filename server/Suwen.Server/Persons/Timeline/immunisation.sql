-- Vaccines: drug exposures coded in CVX, the vocabulary of vaccines.
-- Grain: one row of drug_exposure of a person.
-- $1 golden person
select
    'immunisation' as kind,
    t.drug_exposure_id as row_id,
    coalesce(t.drug_exposure_start_datetime, cast(t.drug_exposure_start_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.drug_exposure_start_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.drug_source_name as title,
    t.drug_source_value as code,
    t.drug_source_vocabulary as vocabulary,
    t.drug_concept_id as concept_id,
    coalesce(t.dose_value, t.quantity) as value_number,
    t.lot_number as value_text,
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
  and t.drug_source_vocabulary = 'CVX'
