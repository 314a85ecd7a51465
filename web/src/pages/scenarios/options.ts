import type { EChartsCoreOption } from "echarts/core";
import type { PackView } from "../../api/api";
import { palette } from "../../app/theme";
import type { Language } from "../../i18n/language";
import { timeLabels } from "../../ui/timeLabels";
import { shortened, widthOf } from "./labels";
import { isName, isNumeric, isTime, placeLabels, type Rows, shown } from "./rows";

/** The colours of series, the same as those of the exported page. */
export const colours = [
  "#17645f",
  "#c2701c",
  "#4338ca",
  "#be123c",
  "#4d7c0f",
  "#0369a1",
  "#7c3aed",
  "#a16207",
  "#64748b",
  "#0d9488",
];

export interface Drawn {
  readonly option: EChartsCoreOption;
  readonly height: number;
}

/** A number of a picture, with the row that it is of, so that a click finds it. */
interface Datum {
  readonly value: unknown;
  readonly row?: number;
}

const mostSlices = 12;
const tones = ["#eef5f3", "#9ccbc3", "#4a9d93", "#17645f"];
const othersName = { zh: "其他", en: "others" };

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const axis = {
  nameTextStyle: { color: palette.inkSoft },
  axisLine: { lineStyle: { color: "#c7d1cf" } },
  axisLabel: { color: palette.inkSoft },
};
const splitLine = { lineStyle: { color: palette.line } };

/** The picture of a view; null where it is none, or the numbers cannot be drawn. */
export function pictureOf(view: PackView, rows: Rows, language: Language): Drawn | null {
  if (rows.size === 0) return null;
  switch (view.kind) {
    case "line":
      return line(view, rows, language);
    case "bar":
      return bar(view, rows, language);
    case "pie":
      return pie(view, rows, language);
    case "box":
      return box(view, rows);
    case "heat":
      return heat(view, rows);
    case "sankey":
      return sankey(view, rows);
    case "map":
      return view.places === "point" ? points(view, rows) : null;
    default:
      return null;
  }
}

/** The unit of the vertical axis: of the view, else of its first column. */
const unitOf = (view: PackView, rows: Rows, language: Language) =>
  view.unit[language] || (view.y[0] && rows.has(view.y[0]) ? rows.unit(view.y[0]) : "");

interface Series {
  readonly name: string;
  readonly of: { place: string; number: number | null; row: number }[];
}

function seriesOf(view: PackView, rows: Rows): Series[] {
  const found = new Map<string, Series>();
  for (let row = 0; row < rows.size; row++)
    for (const y of view.y) {
      const name = view.series ? rows.text(row, view.series) : rows.title(y);
      const key = view.series ? name : y;
      if (!found.has(key)) found.set(key, { name, of: [] });
      found
        .get(key)!
        .of.push({ place: String(rows.value(row, view.x!) ?? "–"), number: rows.number(row, y), row });
    }
  return [...found.values()];
}

const targetLine = (view: PackView, across = false) =>
  view.target === null
    ? {}
    : {
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: palette.red, type: "dashed" },
          label: { formatter: shown(view.target), color: palette.red, position: "insideEndTop" },
          data: [across ? { xAxis: view.target } : { yAxis: view.target }],
        },
      };

interface Hovered {
  readonly seriesId?: string;
  readonly seriesName?: string;
  readonly marker?: string;
  readonly data?: Datum;
  readonly axisValueLabel?: string;
}

function line(view: PackView, rows: Rows, language: Language): Drawn {
  const all = seriesOf(view, rows);
  const column = rows.column(view.x!);
  const time = isTime(column);
  const linear = isNumeric(column) && !isName(column);
  const places = [...new Set(all.flatMap((one) => one.of.map((at) => at.place)))];
  if (time) places.sort();
  else if (isNumeric(column)) places.sort((a, b) => Number(a) - Number(b));
  const label = placeLabels(places, time);
  const limits = new Map<string, [number, number]>();
  if (view.band.length === 2)
    for (let row = 0; row < rows.size; row++) {
      const [low, high] = view.band.map((name) => rows.number(row, name));
      if (low !== null && high !== null) limits.set(String(rows.value(row, view.x!)), [low!, high!]);
    }
  const bandPlaces = [...limits.keys()].sort();
  const bandColour = colours[(all.length - 1) % colours.length];
  const band =
    bandPlaces.length === 0
      ? []
      : [0, 1].map((part) => ({
          id: `band-${part}`,
          type: "line",
          stack: "band",
          stackStrategy: "all",
          silent: true,
          symbol: "none",
          lineStyle: { opacity: 0 },
          areaStyle: part === 1 ? { color: bandColour, opacity: 0.18 } : undefined,
          data: bandPlaces.map((place) => {
            const [low, high] = limits.get(place)!;
            return [linear ? Number(place) : place, part === 0 ? low : high - low];
          }),
        }));
  const lines = all.map((one, index) => ({
    id: `line-${index}`,
    name: one.name,
    type: "line",
    color: colours[index % colours.length],
    showSymbol: one.of.length <= 40,
    symbolSize: 5,
    emphasis: { focus: "series" },
    data: (time ? [...one.of].sort((a, b) => (a.place < b.place ? -1 : 1)) : one.of).map((at) => ({
      value: [linear ? Number(at.place) : at.place, at.number],
      row: at.row,
    })),
    ...(index === 0 ? targetLine(view) : {}),
  }));
  return {
    height: 300 + (all.length > 1 ? 24 : 0),
    option: {
      grid: { left: 8, right: 22, top: all.length > 1 ? 62 : 34, bottom: 8, containLabel: true },
      legend: { show: all.length > 1, type: "scroll", top: 0, data: all.map((one) => one.name) },
      tooltip: {
        trigger: "axis",
        confine: true,
        formatter: (hovered: Hovered[]) => {
          const place = String(
            (hovered[0]?.data?.value as unknown[])?.[0] ?? hovered[0]?.axisValueLabel ?? "",
          );
          const lines = hovered
            .filter((one) => !one.seriesId?.startsWith("band"))
            .map((one) => {
              const value = (one.data?.value as (number | null)[] | undefined)?.[1];
              return `${one.marker ?? ""}${escaped(one.seriesName ?? "")} <b>${value === null || value === undefined ? "–" : shown(value)}</b>`;
            });
          const limit = limits.get(place);
          if (limit)
            lines.push(
              `${escaped(view.band.map((name) => rows.title(name)).join(" – "))} <b>${shown(limit[0])} – ${shown(limit[1])}</b>`,
            );
          return [escaped(label(place)), ...lines].join("<br>");
        },
      },
      xAxis: time
        ? {
            type: "time",
            ...axis,
            axisLabel: { ...axis.axisLabel, formatter: timeLabels, hideOverlap: true },
          }
        : linear
          ? { type: "value", scale: true, splitLine: { show: false }, ...axis }
          : { type: "category", data: places, ...axis },
      yAxis: { type: "value", scale: true, name: unitOf(view, rows, language), splitLine, ...axis },
      series: [...band, ...lines],
    },
  };
}

/** Room for the names of bars and boxes that lie, in pixels. */
const labelWidth = 165;

/** Long names lie better beside their bars than under them. */
const liesDown = (places: readonly string[], width: number) =>
  places.length > 3 && Math.max(...places.map(widthOf)) * places.length > 80 * width;

function bar(view: PackView, rows: Rows, language: Language): Drawn {
  const all = seriesOf(view, rows);
  const column = rows.column(view.x!);
  const time = isTime(column);
  const places = [...new Set(all.flatMap((one) => one.of.map((at) => at.place)))];
  if (time) places.sort();
  else if (isNumeric(column)) places.sort((a, b) => Number(a) - Number(b));
  const label = placeLabels(places, time);
  const across = !time && liesDown(places, view.width);
  const category = {
    type: "category",
    data: places,
    inverse: across,
    axisTick: { show: false },
    ...axis,
    axisLabel: {
      ...axis.axisLabel,
      ...(across
        ? { formatter: (name: string) => shortened(label(name), labelWidth) }
        : { formatter: label, hideOverlap: true }),
    },
  };
  const value = {
    type: "value",
    name: across ? "" : unitOf(view, rows, language),
    splitLine,
    ...axis,
    axisLabel: { ...axis.axisLabel, hideOverlap: true },
  };
  return {
    height: across
      ? 60 + places.length * (view.stacked ? 22 : Math.max(22, 12 * all.length + 8))
      : 300 + (all.length > 1 ? 24 : 0),
    option: {
      grid: {
        left: 8,
        right: 26,
        top: (all.length > 1 ? 30 : 6) + (across ? 0 : 28),
        bottom: 8,
        containLabel: true,
      },
      legend: { show: all.length > 1, type: "scroll", top: 0 },
      tooltip: { trigger: "axis", confine: true, axisPointer: { type: "shadow" }, valueFormatter },
      xAxis: across ? value : category,
      yAxis: across ? category : value,
      series: all.map((one, index) => {
        const found = new Map(one.of.map((at) => [at.place, at]));
        return {
          name: one.name,
          type: "bar",
          stack: view.stacked ? "all" : undefined,
          color: colours[index % colours.length],
          barMaxWidth: 34,
          data: places.map((place): Datum => {
            const at = found.get(place);
            return at ? { value: at.number, row: at.row } : { value: null };
          }),
          ...(index === 0 ? targetLine(view, across) : {}),
        };
      }),
    },
  };
}

const valueFormatter = (value: unknown) => (typeof value === "number" ? shown(value) : "–");

function pie(view: PackView, rows: Rows, language: Language): Drawn | null {
  let slices = Array.from({ length: rows.size }, (_, row) => ({
    name: rows.text(row, view.x!),
    value: rows.number(row, view.value!) ?? 0,
    row,
  }))
    .filter((slice) => slice.value > 0)
    .sort((a, b) => b.value - a.value) as { name: string; value: number; row?: number }[];
  if (slices.length === 0) return null;
  if (slices.length > mostSlices) {
    const rest = slices.slice(mostSlices - 1).reduce((sum, slice) => sum + slice.value, 0);
    slices = [...slices.slice(0, mostSlices - 1), { name: othersName[language], value: rest }];
  }
  return {
    height: 320,
    option: {
      color: colours,
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (slice: { name: string; value: number; percent: number }) =>
          `${escaped(slice.name)}<br><b>${shown(slice.value)}</b> (${slice.percent}%)`,
      },
      legend: { type: "scroll", bottom: 0 },
      series: [
        {
          type: "pie",
          radius: ["38%", "68%"],
          center: ["50%", "45%"],
          itemStyle: { borderColor: "#fff", borderWidth: 1 },
          label: { formatter: "{d}%", color: palette.inkSoft },
          labelLine: { length: 6, length2: 6 },
          data: slices,
        },
      ],
    },
  };
}

/** Quantile by linear interpolation (type 7 of Hyndman and Fan, 1996). */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

function boxesOf(view: PackView, rows: Rows): { name: string; five: number[]; row: number }[] {
  if (view.y.length === 5)
    return Array.from({ length: rows.size }, (_, row) => ({
      name: view.x ? rows.text(row, view.x) : "",
      five: view.y.map((name) => rows.number(row, name)).filter((one) => one !== null),
      row,
    })).filter((one) => one.five.length === 5);
  const groups = new Map<string, { values: number[]; row: number }>();
  for (let row = 0; row < rows.size; row++) {
    const number = rows.number(row, view.y[0]!);
    if (number === null) continue;
    const name = view.x ? rows.text(row, view.x) : "";
    if (!groups.has(name)) groups.set(name, { values: [], row });
    groups.get(name)!.values.push(number);
  }
  return [...groups].map(([name, { values, row }]) => {
    values.sort((a, b) => a - b);
    return { name, five: [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(values, share)), row };
  });
}

function box(view: PackView, rows: Rows): Drawn | null {
  const boxes = boxesOf(view, rows);
  if (boxes.length === 0) return null;
  const across = liesDown(
    boxes.map((one) => one.name),
    view.width,
  );
  const category = {
    type: "category",
    data: boxes.map((one) => one.name),
    inverse: across,
    ...axis,
    axisLabel: {
      ...axis.axisLabel,
      ...(across ? { formatter: (name: string) => shortened(name, labelWidth), interval: 0 } : {}),
    },
  };
  const value = { type: "value", scale: true, name: across ? "" : rows.unit(view.y[0]!), splitLine, ...axis };
  return {
    height: across ? 50 + boxes.length * 24 : 320,
    option: {
      grid: { left: 8, right: 26, top: across ? 8 : 34, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (hovered: { dataIndex: number }) => {
          const one = boxes[hovered.dataIndex]!;
          return `${escaped(one.name)}<br><b>${one.five.map(shown).join(" / ")}</b>`;
        },
      },
      xAxis: across ? value : category,
      yAxis: across ? category : value,
      series: [
        {
          type: "boxplot",
          boxWidth: [6, 22],
          itemStyle: { color: "#cfe5e1", borderColor: colours[0] },
          data: boxes.map((one) => ({ value: one.five, row: one.row })),
        },
      ],
    },
  };
}

/** Numbers and dates in their order, all else as rows tell it. */
function ordered(rows: Rows, name: string): string[] {
  const column = rows.column(name);
  const found = rows.distinct(name);
  if (isNumeric(column))
    return found.sort((a, b) => Number(a.replaceAll(",", "")) - Number(b.replaceAll(",", "")));
  return isTime(column) ? found.sort() : found;
}

function heat(view: PackView, rows: Rows): Drawn | null {
  const across = ordered(rows, view.x!);
  const down = ordered(rows, view.y[0]!);
  const cells = Array.from({ length: rows.size }, (_, row) => ({
    value: [
      across.indexOf(rows.text(row, view.x!)),
      down.indexOf(rows.text(row, view.y[0]!)),
      rows.number(row, view.value!),
    ],
    row,
  })).filter((cell) => cell.value[2] !== null);
  if (cells.length === 0) return null;
  const numbers = cells.map((cell) => cell.value[2]!);
  return {
    height: 110 + Math.min(26, Math.max(18, 240 / down.length)) * down.length,
    option: {
      grid: { left: 8, right: 16, top: 8, bottom: 48, containLabel: true },
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (cell: { data: { value: number[] } }) => {
          const [x, y, number] = cell.data.value;
          return `${escaped(rows.title(view.x!))} ${escaped(across[x!]!)} · ${escaped(rows.title(view.y[0]!))} ${escaped(down[y!]!)}<br>${escaped(rows.title(view.value!))} <b>${shown(number!)}</b> ${escaped(rows.unit(view.value!))}`;
        },
      },
      xAxis: { type: "category", data: across, ...axis, axisLabel: { ...axis.axisLabel, hideOverlap: true } },
      yAxis: { type: "category", data: down, inverse: true, ...axis },
      visualMap: {
        type: "continuous",
        calculable: false,
        orient: "horizontal",
        left: "center",
        bottom: 0,
        itemWidth: 10,
        itemHeight: 120,
        min: Math.min(0, ...numbers),
        max: Math.max(...numbers),
        text: [shown(Math.max(...numbers)), shown(Math.min(0, ...numbers))],
        textStyle: { color: palette.inkSoft },
        inRange: { color: tones },
      },
      series: [
        {
          type: "heatmap",
          data: cells,
          itemStyle: { borderColor: "#fff", borderWidth: 1 },
          label: {
            show: across.length <= 12,
            fontSize: 11,
            formatter: (cell: { data: { value: number[] } }) => shown(cell.data.value[2]!),
          },
        },
      ],
    },
  };
}

/** Who sends and receives stands on both sides: ECharts draws no circles of flows. */
function sankey(view: PackView, rows: Rows): Drawn | null {
  const links = Array.from({ length: rows.size }, (_, row) => ({
    source: `${rows.text(row, view.x!)}\u0000from`,
    target: `${rows.text(row, view.y[0]!)}\u0000to`,
    value: rows.number(row, view.value!) ?? 0,
    row,
  })).filter((link) => link.value > 0);
  if (links.length === 0) return null;
  const names = [...new Set(links.flatMap((link) => [link.source, link.target]))];
  const plain = (name: string) => name.split("\u0000")[0]!;
  const sides = ["from", "to"].map((side) => names.filter((name) => name.endsWith(side)).length);
  return {
    height: Math.max(280, 22 * Math.max(...sides)),
    option: {
      color: colours,
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (item: { dataType: string; name: string; value: number; data: (typeof links)[0] }) =>
          item.dataType === "edge"
            ? `${escaped(plain(item.data.source))} → ${escaped(plain(item.data.target))}<br><b>${shown(item.data.value)}</b> ${escaped(rows.unit(view.value!))}`
            : `${escaped(plain(item.name))}<br><b>${shown(item.value)}</b>`,
      },
      series: [
        {
          type: "sankey",
          left: 8,
          right: 130,
          top: 8,
          bottom: 8,
          nodeGap: 8,
          emphasis: { focus: "adjacency" },
          lineStyle: { color: "source", opacity: 0.35 },
          label: {
            formatter: (node: { name: string }) => shortened(plain(node.name), 120),
            color: palette.ink,
          },
          data: names.map((name) => ({ name })),
          links,
        },
      ],
    },
  };
}

function points(view: PackView, rows: Rows): Drawn {
  const most = Math.max(
    1e-9,
    ...Array.from({ length: rows.size }, (_, row) => Math.abs(rows.number(row, view.value!) ?? 0)),
  );
  return {
    height: 360,
    option: {
      grid: { left: 8, right: 16, top: 30, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "item",
        confine: true,
        formatter: (point: { data: { value: number[] } }) =>
          `${escaped(rows.title(view.value!))} <b>${shown(point.data.value[2] ?? 0)}</b>`,
      },
      xAxis: { type: "value", scale: true, splitLine, ...axis },
      yAxis: { type: "value", scale: true, splitLine, name: rows.title(view.y[0]!), ...axis },
      series: [
        {
          type: "scatter",
          color: colours[0],
          itemStyle: { opacity: 0.6 },
          symbolSize: (value: number[]) => 6 + 22 * Math.sqrt(Math.abs(value[2] ?? 0) / most),
          data: Array.from({ length: rows.size }, (_, row) => ({
            value: [
              rows.number(row, view.x!),
              rows.number(row, view.y[0]!),
              rows.number(row, view.value!) ?? 0,
            ],
            row,
          })),
        },
      ],
    },
  };
}
