-- Other names of concepts of OMOP vocabularies. Grain: one name of a concept.
select s.concept_id, s.concept_synonym_name
from cdr.concept_synonym s
join cdr.concept c on c.concept_id = s.concept_id
where s.concept_synonym_name is not null
  and s.concept_synonym_name <> coalesce(c.concept_name, '')
order by s.concept_id, s.concept_synonym_name
