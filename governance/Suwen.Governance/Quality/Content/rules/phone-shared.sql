-- A number of a household is shared by some; by more it is the clerk's or a default. The limit is Suwen's own.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       count(*) over (partition by t.source_id, t.phone) > 20 as violated
from cdr.cn_source_person t
where coalesce(t.phone, '') <> ''
