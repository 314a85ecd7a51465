-- Concepts by their code, or by a part of a name of theirs, of one vocabulary or all. Grain: one concept.
select c.concept_id, c.vocabulary_id, c.concept_code, c.concept_name, c.valid_start_date, c.valid_end_date
from cdr.concept c
where (c.concept_code = $1 or position($2 in lower(c.concept_name)) > 0
    or c.concept_id in (select s.concept_id from cdr.concept_synonym s where position($2 in lower(s.concept_synonym_name)) > 0))
  and (cast($3 as text) is null or c.vocabulary_id = cast($3 as text))
order by case when c.concept_code = $1 then 0 else 1 end, length(c.concept_name), c.concept_id
limit $4
