-- The concept of a code. Grain: at most one concept.
select concept_id, vocabulary_id, concept_code, concept_name, valid_start_date, valid_end_date
from cdr.concept
where vocabulary_id = $1 and concept_code = $2
order by concept_id
limit 1
