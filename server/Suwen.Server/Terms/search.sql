-- Concepts by their code, or by a part of their name, of one vocabulary or all. Grain: one concept.
select concept_id, vocabulary_id, concept_code, concept_name, valid_start_date, valid_end_date
from cdr.concept
where (concept_code = $1 or position($2 in lower(concept_name)) > 0)
  and (cast($3 as text) is null or vocabulary_id = cast($3 as text))
order by case when concept_code = $1 then 0 else 1 end, length(concept_name), concept_id
limit $4
