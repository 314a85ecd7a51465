-- Front pages of stays, with what grouping and checks need.
-- Grain: one front page, the latest discharge first.
-- $1, $2 days of discharge, from and to; $3 the page's id or -1 for all
select
    c.inpatient_case_id,
    c.visit_occurrence_id,
    c.person_id,
    c.case_number,
    c.admission_datetime,
    c.discharge_datetime,
    coalesce(c.discharge_department, c.admission_department) as department,
    coalesce(c.attending_physician, c.chief_physician) as physician,
    c.coder,
    c.length_of_stay_days,
    c.discharge_way,
    c.main_diagnosis_code,
    c.main_diagnosis_name,
    c.newborn_age_days,
    c.newborn_birth_weight_g,
    cast(c.total_cost as double precision) as total_cost,
    cast(coalesce(c.general_service_cost, 0) + coalesce(c.treatment_cost, 0) + coalesce(c.nursing_cost, 0) + coalesce(c.pathology_cost, 0) + coalesce(c.laboratory_cost, 0)
        + coalesce(c.imaging_cost, 0) + coalesce(c.surgery_cost, 0) + coalesce(c.rehabilitation_cost, 0) + coalesce(c.western_drug_cost, 0) + coalesce(c.chinese_patent_drug_cost, 0)
        + coalesce(c.chinese_herb_cost, 0) + coalesce(c.blood_cost, 0) + coalesce(c.consumable_cost, 0) + coalesce(c.other_cost, 0) as double precision) as cost_parts,
    c.injury_cause_code,
    c.payment_method,
    coalesce(c.abo_blood_type, c.rh_blood_type) as blood_type,
    c.admission_path,
    c.readmission_plan_31_days,
    c.main_diagnosis_admission_condition,
    c.outpatient_diagnosis_code,
    c.pathology_code,
    c.drug_allergy,
    p.gender_concept_id,
    p.year_of_birth,
    p.month_of_birth,
    p.day_of_birth,
    src.source_name,
    src.display_name,
    case when sv.settled_visit is not null or sp.settled_person is not null then 1 else 0 end as is_settled
from cdr.cn_inpatient_case c
left join cdr.person p on p.person_id = c.person_id
left join sys.source src on src.source_id = c.source_id
left join (select distinct s.visit_occurrence_id as settled_visit from cdr.cn_settlement s where s.visit_occurrence_id is not null) sv on sv.settled_visit = c.visit_occurrence_id
left join (
    select distinct s.person_id as settled_person, cast(s.discharge_datetime as date) as settled_day
    from cdr.cn_settlement s
    where s.person_id is not null and s.admission_datetime is not null and s.length_of_stay_days > 0
) sp on sp.settled_person = c.person_id and sp.settled_day = cast(c.discharge_datetime as date)
where cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
    and ($3 = -1 or c.inpatient_case_id = $3)
order by c.discharge_datetime desc, c.inpatient_case_id
