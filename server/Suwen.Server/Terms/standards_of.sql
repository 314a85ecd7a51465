-- What an OMOP vocabulary says that its codes mean: the standard concept itself, or what a non-standard one maps to.
-- $1 is the vocabulary, $2 one code or null for all. Grain: one code and standard concept.
select c.concept_code, s.vocabulary_id, s.concept_code, s.concept_name, s.concept_id
from cdr.concept c
join cdr.concept s on s.concept_id = c.concept_id
where lower(c.vocabulary_id) = lower($1) and (cast($2 as text) is null or c.concept_code = cast($2 as text)) and s.standard_concept = 'S'
union
select c.concept_code, s.vocabulary_id, s.concept_code, s.concept_name, s.concept_id
from cdr.concept c
join cdr.concept_relationship r on r.concept_id_1 = c.concept_id and r.relationship_id = 'Maps to' and r.invalid_reason is null
join cdr.concept s on s.concept_id = r.concept_id_2
where lower(c.vocabulary_id) = lower($1) and (cast($2 as text) is null or c.concept_code = cast($2 as text)) and coalesce(c.standard_concept, '') <> 'S' and s.standard_concept = 'S'
order by 1, 5
