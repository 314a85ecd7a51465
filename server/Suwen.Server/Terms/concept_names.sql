-- The other names of one concept. Grain: one name.
-- $1 the concept
select distinct s.concept_synonym_name
from cdr.concept_synonym s
where s.concept_id = $1 and s.concept_synonym_name is not null
order by s.concept_synonym_name
