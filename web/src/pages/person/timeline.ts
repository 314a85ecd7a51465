import type { TimelineEntry } from "../../api/api";
import { wallDay, wallMilliseconds } from "../../format/time";

/** A visit with what belongs to it, or a day at one institution outside any visit. */
export interface Group {
  readonly key: string;
  readonly visit: TimelineEntry | null;
  /** Wall clock of the visit's start, or the day. Empty where no time is known. */
  readonly start: string;
  readonly end: string | null;
  readonly institution: string;
  /** Everything in the group but the visit itself, newest first. */
  readonly entries: readonly TimelineEntry[];
}

/** One line of the list: the head of a group, or an entry of it. */
export type Line =
  | { readonly type: "group"; readonly key: string; readonly group: Group; readonly isOpen: boolean }
  | {
      readonly type: "entry";
      readonly key: string;
      readonly entry: TimelineEntry;
      readonly isNewDay: boolean;
      /** Stated only where it differs from the group's. */
      readonly institution: string | null;
    };

/** An entry's own key: ids are unique only within a kind. */
export function entryKey(entry: TimelineEntry): string {
  return `${entry.kind}/${entry.id}`;
}

/** The institution, by the name that its source has for people. */
export function institutionOf(entry: TimelineEntry): string {
  return entry.sourceDisplayName;
}

/** The place of care with its institution: "甲医院 · 骨科". */
export function placeOf(entry: TimelineEntry): string {
  const { careSite, sourceDisplayName } = entry;
  return careSite && careSite !== sourceDisplayName
    ? `${sourceDisplayName} · ${careSite}`
    : sourceDisplayName;
}

/**
 * Groups entries by visit, and those outside a visit by day and institution; the newest group comes first.
 * `all` holds the visits that entries may belong to, also those that a filter left out: what a filter hides is not undone.
 */
export function groupEntries(
  entries: readonly TimelineEntry[],
  all: readonly TimelineEntry[] = entries,
): Group[] {
  const visits = new Map<string, TimelineEntry>();
  for (const entry of all) if (entry.kind === "visit") visits.set(entry.id, entry);

  const members = new Map<string, TimelineEntry[]>();
  for (const entry of entries) if (entry.kind === "visit") members.set(entryKey(entry), []);
  for (const entry of entries) {
    if (entry.kind === "visit") continue;
    const visit = entry.visitId === null ? undefined : visits.get(entry.visitId);
    const key = visit ? entryKey(visit) : `${wallDay(entry.start ?? "")}/${institutionOf(entry)}`;
    const found = members.get(key);
    if (found) found.push(entry);
    else members.set(key, [entry]);
  }

  const groups: Group[] = [];
  for (const [key, inside] of members) {
    const visit = key.startsWith("visit/") ? (visits.get(key.slice(6)) ?? null) : null;
    const sorted = inside.sort(newestFirst);
    const first = sorted[0];
    groups.push({
      key,
      visit,
      start: visit ? (visit.start ?? "") : wallDay(first?.start ?? ""),
      end: visit?.end ?? null,
      institution: visit ? placeOf(visit) : first ? institutionOf(first) : "",
      entries: sorted,
    });
  }
  // Wall clocks order as text; what has no time stands last.
  return groups.sort((a, b) => compareText(b.start, a.start) || compareText(a.key, b.key));
}

function newestFirst(a: TimelineEntry, b: TimelineEntry): number {
  return (
    compareText(b.start ?? "", a.start ?? "") || compareText(a.kind, b.kind) || compareText(a.title, b.title)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True where the head of the group names the entry's place already. */
function isSaidBy(group: Group, entry: TimelineEntry): boolean {
  return (
    placeOf(entry) === group.institution ||
    (entry.careSite === null && group.institution.startsWith(institutionOf(entry)))
  );
}

/** The groups as lines for the virtual list. A closed group is its head alone. */
export function linesOf(groups: readonly Group[], closed: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    const isOpen = !closed.has(group.key);
    lines.push({ type: "group", key: group.key, group, isOpen });
    if (!isOpen) continue;
    let day = wallDay(group.start);
    for (const entry of group.entries) {
      const entryDay = wallDay(entry.start ?? "");
      lines.push({
        type: "entry",
        key: `${group.key}>${entryKey(entry)}`,
        entry,
        isNewDay: entryDay !== day,
        institution: isSaidBy(group, entry) ? null : placeOf(entry),
      });
      day = entryDay;
    }
  }
  return lines;
}

export interface TimelineFilter {
  /** Kinds to show; empty shows all. */
  readonly kinds: ReadonlySet<string>;
  readonly words: string;
  /** Days, both included; null is open. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Entries that pass a filter. A visit is in a period when it overlaps it. */
export function filterEntries(entries: readonly TimelineEntry[], filter: TimelineFilter): TimelineEntry[] {
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (filter.kinds.size > 0 && !filter.kinds.has(entry.kind)) return false;
    if (filter.from || filter.to) {
      if (!entry.start) return false;
      const start = wallDay(entry.start);
      const end = entry.kind === "visit" && entry.end ? wallDay(entry.end) : start;
      if (filter.to && start > filter.to) return false;
      if (filter.from && end < filter.from) return false;
    }
    if (words.length === 0) return true;
    const text = `${entry.title} ${entry.code ?? ""} ${entry.value ?? ""} ${entry.text ?? ""} ${placeOf(entry)}`;
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** A numeric result on the axis of time. */
export interface Point {
  readonly at: number;
  readonly start: string;
  readonly value: number;
  readonly key: string;
}

/** The number in a value as sent, or null where it is no plain number ("<0.1", "positive"). */
export function numberOf(value: string | null): number | null {
  const text = value?.trim() ?? "";
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

/** One writing for units that senders write in several ways: UCUM's annotations of pressure, and powers of ten. */
export function unitKey(unit: string | null): string {
  return (unit ?? "")
    .replace(/\s/g, "")
    .replace(/^mm\[Hg\]$/i, "mmHg")
    .replace(/^(?:℃|°C|degC)$/i, "Cel")
    .replace(/^10(?:\^|\*\*)/, "10*")
    .replace(/^[µμ]/, "u");
}

/** What makes results comparable: the same code of the same vocabulary in the same unit. */
export function seriesKey(entry: TimelineEntry): string | null {
  if (entry.start === null || numberOf(entry.value) === null) return null;
  return `${entry.vocabulary ?? ""}|${entry.code ?? entry.title}|${unitKey(entry.unit)}`;
}

/** Numeric results by series, each in order of time. */
export function seriesOf(entries: readonly TimelineEntry[]): Map<string, Point[]> {
  const series = new Map<string, Point[]>();
  for (const entry of entries) {
    const key = seriesKey(entry);
    if (key === null) continue;
    const start = entry.start!;
    const point = { at: wallMilliseconds(start), start, value: numberOf(entry.value)!, key: entryKey(entry) };
    const found = series.get(key);
    if (found) found.push(point);
    else series.set(key, [point]);
  }
  for (const points of series.values()) points.sort((a, b) => a.at - b.at);
  return series;
}

/** Reads "3.9-6.1", "3.9–6.1", "3.9 to 6.1", "<5.2" and ">=1.0" as bounds. */
export function boundsOf(range: string | null): { low: number | null; high: number | null } {
  const text = range?.trim() ?? "";
  const both = /^(-?[\d.]+)\s*(?:-|–|—|~|～|to)\s*(-?[\d.]+)/.exec(text);
  if (both) return { low: Number(both[1]), high: Number(both[2]) };
  const one = /^([<>≤≥])=?\s*(-?[\d.]+)/.exec(text);
  if (!one) return { low: null, high: null };
  const isHigh = one[1] === "<" || one[1] === "≤";
  return isHigh ? { low: null, high: Number(one[2]) } : { low: Number(one[2]), high: null };
}

/**
 * The key of a status in the dictionaries: of a diagnosis HL7 table 0052 (admitting, working, final),
 * of a result table 0085 and FHIR's status; the letters mean different things in each.
 */
export function statusKey(kind: string, status: string): string {
  return kind === "condition" && status.length === 1 ? `diagnosis-${status}` : status;
}

/** How loud an abnormal flag is shown (HL7 table 0078 / v3 ObservationInterpretation); null for normal and unknown ones. */
export function flagTone(flag: string | null): "high" | "low" | "critical" | "abnormal" | null {
  switch (flag?.trim().toUpperCase()) {
    case "HH":
    case "LL":
    case "AA":
      return "critical";
    case "H":
    case ">":
    case "HU":
    case "↑":
      return "high";
    case "L":
    case "<":
    case "LU":
    case "↓":
      return "low";
    case "A":
    case "POS":
      return "abnormal";
    default:
      return null;
  }
}

/** One line of the overview: an institution with its visits, and the days on which it recorded something. */
export interface Lane {
  readonly institution: string;
  readonly visits: readonly TimelineEntry[];
  readonly days: readonly number[];
}

/** Kinds that say since when someone is registered or insured, often years before the first event; in the picture they would press the rest together. */
const registrations: ReadonlySet<string> = new Set(["health-record", "coverage"]);

/** The institutions that saw the person, those with most entries first; beyond the limit they share the last lane. */
export function lanesOf(entries: readonly TimelineEntry[], limit: number, others: string): Lane[] {
  const events = entries.filter((entry) => !registrations.has(entry.kind));
  const dated = (events.length > 0 ? events : entries).filter((entry) => entry.start !== null);
  // Where one system sends for all, such as a regional platform, its places of care tell more than its name.
  const isOneSource = new Set(dated.map((entry) => entry.source)).size === 1;
  const laneOf = (entry: TimelineEntry) =>
    isOneSource ? (entry.careSite ?? institutionOf(entry)) : institutionOf(entry);
  const counts = new Map<string, number>();
  for (const entry of dated) {
    const institution = laneOf(entry);
    counts.set(institution, (counts.get(institution) ?? 0) + 1);
  }
  const ranked = [...counts]
    .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
    .map(([institution]) => institution);
  const own = new Set(ranked.length <= limit ? ranked : ranked.slice(0, limit - 1));
  const lanes = new Map<string, { visits: TimelineEntry[]; days: Set<number> }>();
  for (const name of ranked) lanes.set(own.has(name) ? name : others, { visits: [], days: new Set() });
  for (const entry of dated) {
    const name = laneOf(entry);
    const lane = lanes.get(own.has(name) ? name : others)!;
    if (entry.kind === "visit") lane.visits.push(entry);
    else lane.days.add(wallMilliseconds(wallDay(entry.start!)));
  }
  return [...lanes].map(([institution, lane]) => ({
    institution,
    visits: lane.visits,
    days: [...lane.days].sort((a, b) => a - b),
  }));
}
