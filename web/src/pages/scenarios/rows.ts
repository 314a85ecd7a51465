import type { PackColumn, PackRows } from "../../api/api";
import type { Language } from "../../i18n/language";

/** Whole numbers whole, others with the digits that count. */
export function shown(value: number): string {
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

export const isNumeric = (column: PackColumn) => /^(integer|bigint|double|decimal)$/.test(column.type);
export const isTime = (column: PackColumn) => column.type === "date" || column.type === "timestamp";

/** Columns whose whole numbers name something, and are not counted: years, hours, identifiers. */
export const isName = (column: PackColumn) =>
  /(^|_)(id|year|code|county|hour|weekday|priority)$/.test(column.name) && !column.unit.zh;

/** A value as people read it. */
export function cellText(value: unknown, column: PackColumn, language: Language): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") {
    if (language === "zh") return value ? "是" : "否";
    return value ? "yes" : "no";
  }
  if (typeof value === "number") return isName(column) ? String(value) : shown(value);
  return column.type === "timestamp" ? String(value).replace("T", " ").slice(0, 16) : String(value);
}

/** Rows of a view by name of column. */
export interface Rows {
  readonly size: number;
  readonly columns: readonly PackColumn[];
  has(column: string | null | undefined): boolean;
  column(name: string): PackColumn;
  value(row: number, column: string): unknown;
  number(row: number, column: string): number | null;
  text(row: number, column: string): string;
  title(column: string): string;
  unit(column: string): string;
  /** Its values, each once, in the order in which rows tell them. */
  distinct(column: string): string[];
}

export function rowsOf(answer: PackRows, language: Language): Rows {
  const at = new Map(answer.columns.map((column, index) => [column.name, index]));
  const column = (name: string) => answer.columns[at.get(name) ?? -1]!;
  const value = (row: number, name: string) => answer.rows[row]?.[at.get(name) ?? -1] ?? null;
  const text = (row: number, name: string) => cellText(value(row, name), column(name), language);
  return {
    size: answer.rows.length,
    columns: answer.columns,
    has: (name) => name !== null && name !== undefined && at.has(name),
    column,
    value,
    number: (row, name) => {
      const found = value(row, name);
      if (found === null || typeof found === "boolean" || found === "") return null;
      return Number.isFinite(Number(found)) ? Number(found) : null;
    },
    text,
    title: (name) => column(name).title[language] || name,
    unit: (name) => column(name).unit[language],
    distinct: (name) => [...new Set(answer.rows.map((_, row) => text(row, name)))],
  };
}

/** Days that all are the first of a month are months, and are written so. */
export function placeLabels(places: readonly string[], time: boolean): (place: string) => string {
  if (!time) return (place) => place;
  const months = places.every((place) => place.slice(8, 10) === "01");
  return (place) => place.slice(0, months ? 7 : 10);
}
