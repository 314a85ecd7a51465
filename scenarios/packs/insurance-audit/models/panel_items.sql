-- title: 组套与单项（本地项目） | Panels and their single tests
-- grain: one row per single test as charged, of each panel to which it belongs
-- column item_code: 项目编码 | Code of the item
-- column item_name: 项目名称 | Name of the item
-- column panel: 组套 | Panel
-- column package_price [元 | CNY]: 组套价格 | Price of the panel
-- A panel counts only where somebody charges it as a package at all: singles have lawful prices of their own where there is none.
with packages as (
  select p.panel, max(c.usual_price) as dearest, min(c.usual_price) as package_price
  from (select distinct panel from {{valueset('panels')}}) p
  join {{ref('items')}} i on i.kind = 'laboratory' and starts_with(i.item_key, p.panel)
  join {{ref('item_prices')}} c on c.item_code = i.item_code and c.item_name = i.item_name and c.fee_category = i.fee_category and c.usual_price > 0
  group by p.panel
)
select i.item_code, i.item_name, p.panel, cast(k.package_price as double precision) as package_price
from {{ref('items')}} i
join {{valueset('panels')}} p on p.analyte = i.item_key
join packages k on k.panel = p.panel
where i.kind = 'laboratory'
