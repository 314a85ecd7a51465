-- The concepts of the same vocabulary above a concept, the furthest first. OMOP knows several ways up: of each level the first concept by code stands for it.
-- Grain: one level above the concept.
-- $1 the concept; $2 its vocabulary
with above as (
  select c.concept_code, c.concept_name, a.min_levels_of_separation as distance,
    row_number() over (partition by a.min_levels_of_separation order by c.concept_code) as place
  from cdr.concept_ancestor a
  join cdr.concept c on c.concept_id = a.ancestor_concept_id
  where a.descendant_concept_id = $1 and a.ancestor_concept_id <> $1 and c.vocabulary_id = $2
)
select concept_code, concept_name, 1 as has_children
from above
where place = 1
order by distance desc
