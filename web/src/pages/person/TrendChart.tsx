import { useMemo } from "react";
import { palette } from "../../app/theme";
import { measured } from "../../format/number";
import { wallClock } from "../../format/time";
import { useText } from "../../i18n/language";
import Chart from "../../ui/Chart";
import { timeLabels } from "../../ui/timeLabels";
import type { Point } from "./timeline";

/** All results of one test over time, with the reference range of the chosen one. */
export default function TrendChart(props: {
  title: string;
  unit: string;
  points: readonly Point[];
  bounds: { low: number | null; high: number | null };
  current: string;
}) {
  const { title, unit, points, bounds, current } = props;
  const text = useText();
  const option = useMemo(
    () => ({
      useUTC: true,
      grid: { left: 44, right: 16, top: 14, bottom: 24 },
      tooltip: {
        trigger: "item",
        formatter: (item: { dataIndex: number }) => {
          const point = points[item.dataIndex];
          return point ? `${wallClock(point.start)}<br><b>${measured(point.value)}</b>` : "";
        },
      },
      xAxis: {
        type: "time",
        axisLabel: { color: palette.inkSoft, hideOverlap: true, formatter: timeLabels },
        splitLine: { show: false },
      },
      yAxis: {
        type: "value",
        scale: true,
        name: unit,
        nameTextStyle: { color: palette.inkSoft },
        axisLabel: { color: palette.inkSoft, showMinLabel: false, showMaxLabel: false },
        splitLine: { lineStyle: { color: palette.line } },
        // The range stays in view also when every result lies outside it.
        min: (extent: { min: number }) => Math.min(extent.min, bounds.low ?? extent.min),
        max: (extent: { max: number }) => Math.max(extent.max, bounds.high ?? extent.max),
      },
      series: [
        {
          type: "line",
          symbolSize: 7,
          lineStyle: { color: "#7f9fc4", width: 1.8 },
          data: points.map((point) => ({
            value: [point.at, point.value],
            symbolSize: point.key === current ? 11 : 6,
            itemStyle: { color: point.key === current ? palette.teal : palette.blue },
          })),
          markArea:
            bounds.low === null && bounds.high === null
              ? undefined
              : {
                  silent: true,
                  itemStyle: { color: "#e8f3f1" },
                  data: [[{ yAxis: bounds.low ?? "min" }, { yAxis: bounds.high ?? "max" }]],
                },
        },
      ],
    }),
    [points, bounds.low, bounds.high, current, unit],
  );
  return <Chart label={text.person.trendAlt(title, points.length)} height={190} option={option} />;
}
