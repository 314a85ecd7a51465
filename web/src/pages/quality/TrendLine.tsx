import { useMemo } from "react";
import { instant } from "../../format/time";
import Chart from "../../ui/Chart";

interface Point {
  readonly at: string;
  readonly tally: { readonly percent: number };
}

/** The percent of violated rows from run to run. */
export default function TrendLine({ points, label }: { points: readonly Point[]; label: string }) {
  const option = useMemo(
    () => ({
      grid: { left: 56, right: 16, top: 12, bottom: 26 },
      tooltip: { trigger: "axis" as const },
      xAxis: { type: "category" as const, data: points.map((point) => instant(point.at).slice(5, 16)) },
      yAxis: { type: "value" as const, min: 0, axisLabel: { formatter: "{value} %" } },
      series: [
        {
          type: "line" as const,
          data: points.map((point) => Number(point.tally.percent.toPrecision(3))),
          color: "#c2571a",
        },
      ],
    }),
    [points],
  );
  return <Chart label={label} height={150} option={option} />;
}
