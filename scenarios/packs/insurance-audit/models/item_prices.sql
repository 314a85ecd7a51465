-- title: 收费项目的最高单价 | Highest prices of items
-- grain: one row per code, name and kind of fee as charged
-- column item_code: 项目编码 | Code of the item
-- column item_name: 项目名称 | Name of the item
-- column fee_category: 费用类别 | Category of the fee
-- column usual_price [元 | CNY]: 最高单价 | Highest price
select coalesce(item_code, '') as item_code, coalesce(item_name, '') as item_name, coalesce(fee_category, '') as fee_category, max(unit_price) as usual_price
from {{input('cn_settlement_fee')}}
group by coalesce(item_code, ''), coalesce(item_name, ''), coalesce(fee_category, '')
