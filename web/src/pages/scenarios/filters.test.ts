import { expect, it } from "vitest";
import { pack } from "../../../tests/mock/packs";
import { filtersFor, pageFilters } from "./filters";

const detail = pack("mock-operations")!;
const resultOf = (name: string) => detail.results.find((one) => one.name === name);

it("a filter that two views state is one of the page", () => {
  const filters = pageFilters(detail);
  expect(filters.map((one) => one.column.name)).toEqual(["institution", "month"]);
  expect(filters[0]!.results).toEqual(["monthly_visits", "stays"]);
});

it("a filter holds for results with its column only, and an empty one for none", () => {
  const filters = pageFilters(detail);
  const values = { [filters[0]!.key]: { values: ["甲院"] }, [filters[1]!.key]: { from: "", to: "" } };
  expect(filtersFor(resultOf("monthly_visits"), filters, values)).toEqual([
    { column: "institution", values: ["甲院"], from: null, to: null, contains: null },
  ]);
  expect(filtersFor(resultOf("now"), filters, values)).toEqual([]);
});
