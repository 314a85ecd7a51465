import type { PackView } from "../../api/api";
import type { Rows } from "./rows";

export interface PlaceNumber {
  readonly code: string;
  readonly value: number;
  readonly row: number;
}

/** Counties by their six digits, with their numbers; rows without either are none. */
export function mapNumbers(view: PackView, rows: Rows): PlaceNumber[] {
  const found: PlaceNumber[] = [];
  for (let row = 0; row < rows.size; row++) {
    const code = rows.value(row, view.x!);
    const value = rows.number(row, view.value!);
    if (code !== null && value !== null && /^\d{6}$/.test(String(code)))
      found.push({ code: String(code), value, row });
  }
  return found;
}
