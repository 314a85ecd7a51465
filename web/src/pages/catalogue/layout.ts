import type { LineageAnswer } from "../../api/api";

export interface Placed {
  name: string;
  label: string;
  column: number;
  row: number;
}

/** Most places that a picture can hold and still be read. */
export const mostPlaces = 60;

/**
 * Places in columns: what the place comes from to its left by distance, what is made of it to its right. A place that is reached by
 * several ways stands at the nearest.
 */
export function layOut(answer: LineageAnswer): Placed[] {
  const columns = new Map<string, number>([[answer.of.name, 0]]);
  const walk = (steps: LineageAnswer["upstream"], from: "from" | "to", side: 1 | -1) => {
    const to = from === "from" ? "to" : "from";
    for (const step of steps) {
      const near = columns.get(step[to]);
      if (near !== undefined && !columns.has(step[from])) columns.set(step[from], near + side);
    }
  };
  walk(answer.upstream, "from", -1);
  walk(answer.downstream, "to", 1);
  const rows = new Map<number, number>();
  return [...columns].slice(0, mostPlaces).map(([name, column]) => {
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    const at = Math.max(name.lastIndexOf("#"), name.indexOf("#") < 0 ? name.lastIndexOf(".") : -1);
    return { name, label: at > 0 ? `${name.slice(at + 1)}\n${name.slice(0, at)}` : name, column, row };
  });
}
