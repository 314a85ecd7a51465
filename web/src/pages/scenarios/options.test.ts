import { describe, expect, it } from "vitest";
import type { PackColumn, PackRows, PackView } from "../../api/api";
import { pictureOf, quantile } from "./options";
import { cellText, placeLabels, rowsOf, shown } from "./rows";

const column = (name: string, type = "double", unit = ""): PackColumn => ({
  name,
  type,
  title: { zh: `${name}题`, en: `${name} title` },
  unit: { zh: unit, en: unit },
});

const answerOf = (columns: PackColumn[], rows: unknown[][]): PackRows => ({
  result: "r",
  columns,
  rows,
  isTruncated: false,
  masked: [],
  asOf: "2026-01-31",
  staleReason: null,
  level: 2,
});

const viewOf = (part: Partial<PackView>): PackView => ({
  id: "v",
  title: { zh: "图", en: "picture" },
  kind: "line",
  of: "r",
  x: null,
  y: [],
  series: null,
  value: null,
  band: [],
  columns: [],
  aggregate: "none",
  stacked: false,
  filters: [],
  sort: [],
  limit: null,
  drill: null,
  unit: { zh: "", en: "" },
  explain: { zh: "", en: "" },
  target: null,
  places: null,
  width: 12,
  ...part,
});

// biome-ignore lint/suspicious/noExplicitAny: an option of ECharts is a tree without a type of its own.
const draw = (view: Partial<PackView>, columns: PackColumn[], rows: unknown[][]): any =>
  pictureOf(viewOf(view), rowsOf(answerOf(columns, rows), "zh"), "zh")?.option;

describe("lines", () => {
  const columns = [column("month", "date"), column("n", "bigint", "人次"), column("lower"), column("upper")];

  it("have one series for each column, named by its title, and the unit on the axis", () => {
    const option = draw({ x: "month", y: ["n"] }, columns, [
      ["2025-02-01", 7, null, null],
      ["2025-01-01", 5, null, null],
    ]);
    expect(option.series).toHaveLength(1);
    expect(option.series[0].name).toBe("n题");
    expect(option.yAxis.name).toBe("人次");
    expect(option.series[0].data).toEqual([
      { value: ["2025-01-01", 5], row: 1 },
      { value: ["2025-02-01", 7], row: 0 },
    ]);
  });

  it("have a band from the lower limit to the upper, and a line at the target", () => {
    const option = draw({ x: "month", y: ["n"], band: ["lower", "upper"], target: 6 }, columns, [
      ["2025-01-01", 5, null, null],
      ["2025-02-01", 7, 4, 9],
    ]);
    const band = option.series.filter((one: { id: string }) => one.id.startsWith("band"));
    expect(band.map((one: { data: unknown }) => one.data)).toEqual([
      [["2025-02-01", 4]],
      [["2025-02-01", 5]],
    ]);
    expect(option.series.at(-1).markLine.data).toEqual([{ yAxis: 6 }]);
  });

  it("are split by a column of series", () => {
    const option = draw(
      { x: "month", y: ["n"], series: "d" },
      [...columns.slice(0, 2), column("d", "text")],
      [
        ["2025-01-01", 5, "内科"],
        ["2025-01-01", 6, "外科"],
      ],
    );
    expect(option.series.map((one: { name: string }) => one.name)).toEqual(["内科", "外科"]);
  });

  it("put texts of data into tooltips as text, never as HTML", () => {
    const option = draw(
      { x: "month", y: ["n"], series: "d" },
      [...columns.slice(0, 2), column("d", "text")],
      [["2025-01-01", 5, "<img src=x>"]],
    );
    const tip = option.tooltip.formatter([
      { seriesName: "<img src=x>", data: { value: ["2025-01-01", 5] }, marker: "" },
    ]);
    expect(tip).toContain("&#60;img");
    expect(tip).not.toContain("<img");
  });
});

describe("bars", () => {
  const columns = [column("kind", "text"), column("n", "bigint"), column("sex", "text")];

  it("stand in every place of every series, missing ones without a number", () => {
    const option = draw({ kind: "bar", x: "kind", y: ["n"], series: "sex", stacked: true }, columns, [
      ["a", 1, "男"],
      ["b", 2, "女"],
    ]);
    expect(option.series.map((one: { data: { value: unknown }[] }) => one.data.map((d) => d.value))).toEqual([
      [1, null],
      [null, 2],
    ]);
    expect(option.series.every((one: { stack: string }) => one.stack === "all")).toBe(true);
  });

  it("lie down where names are long", () => {
    const rows = Array.from({ length: 12 }, (_, i) => [`很长很长很长的科室名称${i}`, i, "男"]);
    expect(draw({ kind: "bar", x: "kind", y: ["n"] }, columns, rows).yAxis.type).toBe("category");
    expect(draw({ kind: "bar", x: "kind", y: ["n"] }, columns, rows.slice(0, 2)).xAxis.type).toBe("category");
  });
});

describe("other pictures", () => {
  it("a pie is the largest first, and the smallest together", () => {
    const option = draw(
      { kind: "pie", x: "a", value: "n" },
      [column("a", "text"), column("n")],
      Array.from({ length: 20 }, (_, i) => [`x${i}`, i + 1]),
    );
    const { data } = option.series[0];
    expect(data).toHaveLength(12);
    expect(data[0]).toMatchObject({ name: "x19", value: 20 });
    expect(data[11]).toEqual({ name: "其他", value: 45 });
  });

  it("a box of values has their quartiles by linear interpolation", () => {
    // R: quantile(c(1, 2, 3, 4), c(.25, .5, .75)) gives 1.75, 2.5, 3.25.
    expect([0.25, 0.5, 0.75].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1.75, 2.5, 3.25]);
    const option = draw({ kind: "box", y: ["n"] }, [column("n")], [[4], [1], [3], [2], [null]]);
    expect(option.series[0].data[0].value).toEqual([1, 1.75, 2.5, 3.25, 4]);
  });

  it("a heat map has numbers in the order of their axis", () => {
    const option = draw(
      { kind: "heat", x: "hour", y: ["day"], value: "n" },
      [column("hour", "integer"), column("day", "text"), column("n")],
      [
        [10, "b", 3],
        [9, "a", 4],
      ],
    );
    expect(option.xAxis.data).toEqual(["9", "10"]);
    expect(option.series[0].data.map((one: { value: number[] }) => one.value)).toEqual([
      [1, 0, 3],
      [0, 1, 4],
    ]);
  });

  it("a flow from a place to itself goes from the left to the right", () => {
    const option = draw(
      { kind: "sankey", x: "a", y: ["b"], value: "n" },
      [column("a", "text"), column("b", "text"), column("n")],
      [["甲", "甲", 3]],
    );
    expect(option.series[0].data).toHaveLength(2);
    expect(option.series[0].label.formatter({ name: option.series[0].links[0].target })).toBe("甲");
  });

  it("there is none of no rows, and none of tables", () => {
    expect(draw({ x: "n", y: ["n"] }, [column("n")], [])).toBeUndefined();
    expect(draw({ kind: "table" }, [column("n")], [[1]])).toBeUndefined();
    expect(draw({ kind: "pie", x: "n", value: "n" }, [column("n")], [[null]])).toBeUndefined();
  });
});

describe("values", () => {
  it("have the digits that count", () => {
    expect([1234567.8, 123.456, 12.345, 0.12345, 5].map(shown)).toEqual([
      "1,234,568",
      "123.5",
      "12.35",
      "0.1235",
      "5",
    ]);
  });

  it("of years and codes have no commas, and missing ones are a dash", () => {
    expect(cellText(2025, column("year", "integer"), "zh")).toBe("2025");
    expect(cellText(2025, column("visits", "integer"), "zh")).toBe("2,025");
    expect(cellText(null, column("visits"), "zh")).toBe("–");
  });

  it("days that are all the first of a month are months", () => {
    expect(placeLabels(["2025-01-01", "2025-02-01"], true)("2025-02-01")).toBe("2025-02");
    expect(placeLabels(["2025-01-01", "2025-02-02"], true)("2025-02-02")).toBe("2025-02-02");
  });
});
