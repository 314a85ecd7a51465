-- A report follows within three days; looked at where the source sends reports that name orders, and for orders that old when the newest entry came.
-- Grain: one imaging order.
select t.order_id as row_id, t.source_id, t.entry_position, t.record_number, t.order_date as happened_on,
       r.order_id is null as violated
from cdr.cn_order t
left join (select distinct order_id from cdr.cn_diagnostic_report where order_id is not null) r on r.order_id = t.order_id
where t.order_type = 'imaging' and t.order_datetime is not null
  and t.source_id in (select source_id from cdr.cn_diagnostic_report where order_id is not null)
  and t.order_date < (select cast(max(received_at) as date) - 3 from sys.entry)
