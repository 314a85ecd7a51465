import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, ECharts } from "echarts";
import { graphic } from "echarts/core";
import { useCallback, useMemo, useRef } from "react";
import type { TimelineEntry } from "../../api/api";
import { palette } from "../../app/theme";
import { dayOfMilliseconds, wallClock, wallMilliseconds } from "../../format/time";
import Chart from "../../ui/Chart";
import { timeLabels } from "../../ui/timeLabels";
import type { Lane } from "./timeline";

const dayMilliseconds = 86_400_000;
const laneHeight = 34;
const bandHeight = 14;

/** The slider's events come with every pixel; the list follows once the hand rests. */
const settleMilliseconds = 140;

interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

interface TimelineChartProps {
  lanes: readonly Lane[];
  label: string;
  period: Period;
  onPeriod: (period: Period) => void;
  onVisit: (visit: TimelineEntry) => void;
}

/** A visit as a band from its start to its end; one without an end, or of less than a day, is a mark of fixed width. */
function renderVisit(parameters: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const lane = api.value(2);
  const [startX, y] = api.coord([api.value(0), lane]) as [number, number];
  const [endX] = api.coord([api.value(1), lane]) as [number, number];
  const area = parameters.coordSys as unknown as { x: number; y: number; width: number; height: number };
  const shape = graphic.clipRectByRect(
    { x: startX, y: y - bandHeight / 2, width: Math.max(4, endX - startX), height: bandHeight },
    area,
  );
  return shape && { type: "rect" as const, shape: { ...shape, r: 3 }, style: { fill: api.visual("color") } };
}

function extentOf(lanes: readonly Lane[]): [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const lane of lanes) {
    for (const visit of lane.visits) {
      first = Math.min(first, wallMilliseconds(visit.start!));
      last = Math.max(last, wallMilliseconds(visit.end ?? visit.start!));
    }
    if (lane.days.length > 0) {
      first = Math.min(first, lane.days[0]!);
      last = Math.max(last, lane.days.at(-1)!);
    }
  }
  const pad = Math.max(dayMilliseconds * 3, (last - first) * 0.02);
  return [first - pad, last + pad];
}

/** The whole life in one picture: a lane per institution, visits as bands, a tick for each day with entries. */
export default function TimelineChart({ lanes, label, period, onPeriod, onVisit }: TimelineChartProps) {
  const handlers = useRef({ onPeriod, onVisit });
  handlers.current = { onPeriod, onVisit };
  const [first, last] = useMemo(() => extentOf(lanes), [lanes]);
  const extent = useRef<[number, number]>([first, last]);
  extent.current = [first, last];

  const visits = useMemo(() => lanes.flatMap((lane) => lane.visits), [lanes]);
  const visitsRef = useRef(visits);
  visitsRef.current = visits;

  const option = useMemo(() => {
    // The category axis counts from below; the first lane stands on top.
    const place = (lane: number) => lanes.length - 1 - lane;
    return {
      useUTC: true,
      grid: {
        left: 8,
        right: 12,
        top: 4,
        bottom: 50,
        outerBounds: { left: 8, right: 12, top: 4, bottom: 50 },
      },
      tooltip: { trigger: "item", confine: true },
      xAxis: {
        type: "time",
        min: first,
        max: last,
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        axisLabel: { color: palette.inkSoft, hideOverlap: true, formatter: timeLabels },
        splitLine: { show: true, lineStyle: { color: "#eff3f2" } },
      },
      yAxis: {
        type: "category",
        data: lanes.map((lane) => lane.institution).reverse(),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: palette.ink, width: 132, overflow: "truncate" },
      },
      dataZoom: [
        {
          type: "slider",
          startValue: period.from ? wallMilliseconds(period.from) : first,
          endValue: period.to ? wallMilliseconds(period.to) : last,
          filterMode: "none",
          height: 22,
          bottom: 6,
          borderColor: palette.line,
          fillerColor: "rgba(23, 100, 95, 0.10)",
          handleStyle: { color: "#fff", borderColor: palette.teal },
          moveHandleSize: 4,
          moveHandleStyle: { color: "#c6d8d5" },
          emphasis: { moveHandleStyle: { color: "#9fc0bb" } },
          showDataShadow: false,
          brushSelect: true,
          labelFormatter: (value: number) => dayOfMilliseconds(value),
          textStyle: { color: palette.inkSoft },
        },
      ],
      series: [
        {
          type: "scatter",
          symbol: "rect",
          symbolSize: [2, 6],
          symbolOffset: [0, 11],
          silent: true,
          itemStyle: { color: "#9db6b2" },
          data: lanes.flatMap((lane, index) => lane.days.map((day) => [day, place(index)])),
        },
        {
          type: "custom",
          renderItem: renderVisit,
          encode: { x: [0, 1], y: 2 },
          itemStyle: { color: palette.teal },
          tooltip: {
            formatter: (item: { dataIndex: number }) => {
              const visit = visits[item.dataIndex];
              return visit ? tooltipOf(visit) : "";
            },
          },
          data: lanes.flatMap((lane, index) =>
            lane.visits.map((visit) => {
              const start = wallMilliseconds(visit.start!);
              const end = visit.end ? wallMilliseconds(visit.end) : start;
              const isStay = end - start >= dayMilliseconds / 2;
              return {
                value: [start, end, place(index)],
                itemStyle: { color: isStay ? palette.teal : "#5fa69d" },
              };
            }),
          ),
        },
      ],
    };
  }, [lanes, visits, first, last, period]);

  const ready = useCallback((made: ECharts) => {
    let timer = 0;
    made.on("datazoom", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        const zoom = (made.getOption() as { dataZoom?: { startValue: number; endValue: number }[] })
          .dataZoom?.[0];
        if (!zoom) return;
        const [from, to] = extent.current;
        const next = {
          from: zoom.startValue <= from + 1 ? null : dayOfMilliseconds(zoom.startValue),
          to: zoom.endValue >= to - 1 ? null : dayOfMilliseconds(zoom.endValue),
        };
        handlers.current.onPeriod(next);
      }, settleMilliseconds);
    });
    made.on("click", { seriesIndex: 1 }, (event) => {
      const visit = visitsRef.current[event.dataIndex];
      if (visit) handlers.current.onVisit(visit);
    });
    return () => window.clearTimeout(timer);
  }, []);

  return <Chart label={label} height={lanes.length * laneHeight + 66} option={option} onReady={ready} />;
}

/** Text of a sender goes into the tooltip's HTML only escaped. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function tooltipOf(visit: TimelineEntry): string {
  const until = visit.end ? ` – ${wallClock(visit.end)}` : "";
  return `<b>${escapeHtml(visit.title)}</b><br>${wallClock(visit.start)}${until}`;
}
