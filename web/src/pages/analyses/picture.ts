import type { EChartsCoreOption } from "echarts/core";
import type { AnalysisTable } from "../../api/api";

const palette = ["#0f766e", "#b45309", "#4338ca", "#be123c", "#4d7c0f", "#0369a1", "#7c3aed", "#a16207"];
const ratios = new Set(["hazard_ratio", "odds_ratio", "rate_ratio"]);
const drawnSeries = 8;

type Row = (name: string) => unknown;

function rowsOf(table: AnalysisTable): Row[] {
  const at = new Map(table.columns.map((column, index) => [column.name, index]));
  return table.rows.map((row) => (name) => row[at.get(name) ?? -1] ?? null);
}

const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** The picture that suits a tidy table: a forest of estimates, a curve over time, a line of dates, or none. */
export function pictureOf(table: AnalysisTable): { option: EChartsCoreOption; height: number } | null {
  const has = (...names: string[]) => names.every((name) => table.columns.some((c) => c.name === name));
  const rows = rowsOf(table);
  if (rows.length < 2 && !has("term")) return null;
  if (has("term", "estimate", "conf_low", "conf_high")) return forest(rows);
  if (has("time", "estimate"))
    return curve(
      rows,
      "time",
      ["strata", "group", "cause"].filter((n) => has(n)),
    );
  if (has("date") && (has("estimate") || has("observed"))) return dates(rows, has);
  return null;
}

function forest(rows: Row[]) {
  const shown = rows.filter((row) => row("term") !== "(Intercept)" && number(row("estimate")) !== null);
  if (shown.length === 0) return null;
  const ratio = [...ratios].find((name) => shown.every((row) => number(row(name)) !== null));
  const names = shown.map((row) => String(row("term")));
  const estimates = shown.map((row) => number(row("estimate")));
  return {
    height: 70 + 28 * shown.length,
    option: {
      grid: { left: 150, right: 30, top: 12, bottom: 40 },
      tooltip: { trigger: "item" },
      xAxis: { type: "value", name: ratio ?? "estimate", nameLocation: "middle", nameGap: 26, scale: true },
      yAxis: {
        type: "category",
        data: names,
        inverse: true,
        axisLabel: { width: 140, overflow: "truncate" },
      },
      series: [
        {
          type: "custom",
          renderItem: (
            _: unknown,
            api: {
              value: (i: number) => number;
              coord: (p: [number, number]) => [number, number];
            },
          ) => {
            const [low, y] = api.coord([api.value(0), api.value(2)]);
            const [high] = api.coord([api.value(1), api.value(2)]);
            return {
              type: "line",
              shape: { x1: low, y1: y, x2: high, y2: y },
              style: { stroke: palette[0], lineWidth: 2 },
            };
          },
          data: shown.map((row, i) => [number(row("conf_low")), number(row("conf_high")), i]),
          silent: true,
        },
        {
          type: "scatter",
          data: estimates.map((e, i) => [e, i]),
          symbolSize: 9,
          itemStyle: { color: palette[0] },
        },
      ],
    },
  };
}

function curve(rows: Row[], x: string, by: string[]) {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = by.map((name) => String(row(name) ?? "")).join(" · ");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }

  return {
    height: 320,
    option: {
      grid: { left: 56, right: 24, top: 40, bottom: 40 },
      legend: { show: groups.size > 1, top: 6 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "value", name: x, nameLocation: "middle", nameGap: 26, scale: true },
      yAxis: { type: "value", scale: true },
      series: [...groups].slice(0, drawnSeries).map(([name, points], i) => ({
        type: "line",
        name,
        step: "end",
        showSymbol: false,
        color: palette[i % palette.length],
        data: points.map((row) => [number(row(x)), number(row("estimate"))]),
      })),
    },
  };
}

function dates(rows: Row[], has: (...names: string[]) => boolean) {
  const first = has("group") ? rows[0]?.("group") : undefined;
  const shown = has("group") ? rows.filter((row) => row("group") === first) : rows;
  const names = ["observed", "expected", "estimate", "threshold", "conf_low", "conf_high"].filter((n) =>
    has(n),
  );
  return {
    height: 320,
    option: {
      grid: { left: 56, right: 24, top: 40, bottom: 40 },
      legend: { top: 6 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "time" },
      yAxis: { type: "value", scale: true },
      series: names.map((name, i) => ({
        type: "line",
        name,
        showSymbol: false,
        color: palette[i % palette.length],
        lineStyle: name.startsWith("conf") || name === "threshold" ? { type: "dashed", width: 1.2 } : {},
        data: shown.map((row) => [String(row("date")), number(row(name))]),
      })),
    },
  };
}
