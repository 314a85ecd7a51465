-- What a source knows clinically of one of its persons.
-- Grain: one row.
-- $1 the source's person
select
    (select count(*) from cdr.visit_occurrence v where v.source_person_id = $1) as visits,
    (select min(v.visit_start_date) from cdr.visit_occurrence v where v.source_person_id = $1) as first_visit,
    (select max(v.visit_start_date) from cdr.visit_occurrence v where v.source_person_id = $1) as last_visit,
    (select count(*) from cdr.measurement m where m.source_person_id = $1) as measurements,
    (select count(*) from cdr.drug_exposure d where d.source_person_id = $1) as drugs
