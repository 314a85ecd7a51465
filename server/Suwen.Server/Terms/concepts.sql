-- Concepts of OMOP vocabularies. Grain: one concept.
select concept_id, vocabulary_id, concept_code, concept_name, valid_start_date, valid_end_date
from cdr.concept
where concept_id is not null and concept_code is not null
