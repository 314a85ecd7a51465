import type { RecordCounts } from "../../api/api";
import { dispositionColour } from "../../app/theme";

export type Disposition = keyof typeof dispositionColour;

export const dispositions = Object.keys(dispositionColour) as Disposition[];

export interface Account {
  readonly received: number;
  /** Records without a disposition: those still being loaded, or a fault of the platform. */
  readonly missing: number;
  readonly parts: readonly {
    readonly name: Disposition;
    readonly records: number;
    readonly colour: string;
  }[];
}

/** The promise "nothing is lost" as a sum: received = loaded + kept + superseded + quarantined + duplicate + erased. */
export function accountOf(records: RecordCounts): Account {
  const parts = dispositions.map((name) => ({
    name,
    records: records[name],
    colour: dispositionColour[name],
  }));
  const settled = parts.reduce((sum, part) => sum + part.records, 0);
  return { received: records.received, missing: records.received - settled, parts };
}

/** Entries that landed and are not yet loaded, or null where the two positions lie in different journals. */
export function entriesBetween(loadedThrough: string, end: string): number | null {
  const place = (position: string) => /^(\d+):(\d+)$/.exec(position);
  const from = place(loadedThrough);
  const to = place(end);
  if (!from || !to || from[1] !== to[1]) return null;
  return Math.max(0, Number(to[2]) - Number(from[2]));
}
