import { useMemo } from "react";
import type { TableCount } from "../../api/api";
import { palette } from "../../app/theme";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import Chart from "../../ui/Chart";

/** Rows of each table as bars, the largest above; the numbers stand beside the bars. */
export default function TableRowsChart({ tables }: { tables: readonly TableCount[] }) {
  const text = useText();
  const option = useMemo(() => {
    const sorted = [...tables].sort((a, b) => a.rows - b.rows);
    return {
      grid: { left: 4, right: 72, top: 0, bottom: 0, outerBounds: { left: 0, right: 72, top: 0, bottom: 0 } },
      xAxis: { type: "value", show: false },
      yAxis: {
        type: "category",
        data: sorted.map((table) => text.tables[table.table] ?? table.table),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: palette.inkSoft, fontSize: 12.5, width: 140, overflow: "truncate" },
      },
      tooltip: {
        trigger: "item",
        formatter: (item: { dataIndex: number }) => {
          const table = sorted[item.dataIndex];
          return table ? `${table.table}<br><b>${count(table.rows)}</b>` : "";
        },
      },
      series: [
        {
          type: "bar",
          data: sorted.map((table) => table.rows),
          barMaxWidth: 14,
          barMinHeight: 2,
          itemStyle: { color: "#4a9d93", borderRadius: [0, 4, 4, 0] },
          label: {
            show: true,
            position: "right",
            color: palette.ink,
            formatter: (item: { value: number }) => count(item.value),
          },
        },
      ],
    };
  }, [tables, text]);
  return (
    <Chart
      label={text.overview.tablesAlt(tables.length)}
      height={Math.max(60, tables.length * 27)}
      option={option}
    />
  );
}
