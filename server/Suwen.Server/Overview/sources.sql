-- What each source sent and what became of it.
-- Grain: one source that has sent at least one entry.
with entries as (
    select
        e.source_id,
        min(e.received_at) as first_received,
        max(e.received_at) as last_received,
        count(*) as entry_count,
        cast(sum(e.payload_bytes) as bigint) as payload_bytes,
        cast(sum(e.record_count) as bigint) as received
    from sys.entry e
    group by e.source_id
),
outcomes as (
    select
        e.source_id,
        d.disposition,
        cast(sum(d.last_record - d.first_record + 1) as bigint) as records
    from sys.disposition d
    join sys.entry e on e.entry_position = d.entry_position
    group by e.source_id, d.disposition
),
by_source as (
    select
        o.source_id,
        cast(sum(case when o.disposition = 'loaded' then o.records else 0 end) as bigint) as loaded,
        cast(sum(case when o.disposition = 'kept' then o.records else 0 end) as bigint) as kept,
        cast(sum(case when o.disposition = 'superseded' then o.records else 0 end) as bigint) as superseded,
        cast(sum(case when o.disposition = 'quarantined' then o.records else 0 end) as bigint) as quarantined,
        cast(sum(case when o.disposition = 'duplicate' then o.records else 0 end) as bigint) as duplicate,
        cast(sum(case when o.disposition = 'erased' then o.records else 0 end) as bigint) as erased
    from outcomes o
    group by o.source_id
)
select
    s.source_id,
    s.source_name,
    s.display_name,
    e.first_received,
    e.last_received,
    e.entry_count,
    e.payload_bytes,
    e.received,
    coalesce(b.loaded, 0) as loaded,
    coalesce(b.kept, 0) as kept,
    coalesce(b.superseded, 0) as superseded,
    coalesce(b.quarantined, 0) as quarantined,
    coalesce(b.duplicate, 0) as duplicate,
    coalesce(b.erased, 0) as erased
from sys.source s
join entries e on e.source_id = s.source_id
left join by_source b on b.source_id = s.source_id
order by e.last_received desc, s.source_id
