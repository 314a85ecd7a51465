/**
 * Clinical times are the sender's wall clock without a zone, so they are cut and joined as text and never
 * pass through the browser's own zone. System times (received, loaded) are instants and are shown in the
 * reader's zone.
 */

/** "2024-03-01T08:30:00" → "2024-03-01 08:30"; a date, a month or a year stays as short as it was sent. */
export function wallClock(value: string | null | undefined): string {
  if (!value) return "";
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?)?)?/.exec(value);
  if (!match) return value;
  const [, year, month, day, hour, minute, second] = match;
  if (!month) return `${year}`;
  if (!day) return `${year}-${month}`;
  if (!hour) return `${year}-${month}-${day}`;
  const seconds = second && second !== "00" ? `:${second}` : "";
  return `${year}-${month}-${day} ${hour}:${minute}${seconds}`;
}

/** The day of a wall clock time: the first ten characters, or what there is. */
export function wallDay(value: string): string {
  return value.slice(0, 10);
}

/** Hours and minutes of a wall clock time, empty when the sender stated only a day. */
export function wallHour(value: string): string {
  return /T\d{2}:\d{2}/.test(value) ? value.slice(11, 16) : "";
}

/** A wall clock time on a linear axis: milliseconds as if the clock stood in UTC. Not an instant. */
export function wallMilliseconds(value: string): number {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?)?)?/.exec(value);
  if (!match) return Number.NaN;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00"] = match;
  return Date.UTC(+year!, +month - 1, +day, +hour, +minute, +second);
}

/** The way back from {@link wallMilliseconds}: "2024-03-01". */
export function dayOfMilliseconds(value: number): string {
  return new Date(value).toISOString().slice(0, 10);
}

const two = (value: number) => String(value).padStart(2, "0");

/** An instant of the system in the reader's zone: "2026-01-31 08:05:09". */
export function instant(value: string | null | undefined): string {
  if (!value) return "";
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Completed years from birth to a day, or null where the birth date is not known to the day or lies ahead. */
export function ageInYears(birthDate: string | null | undefined, onDay: string): number | null {
  const birth = /^(\d{4})-(\d{2})-(\d{2})/.exec(birthDate ?? "");
  const on = /^(\d{4})-(\d{2})-(\d{2})/.exec(onDay);
  if (!birth || !on) return null;
  const before = `${on[2]}${on[3]}` < `${birth[2]}${birth[3]}` ? 1 : 0;
  const years = +on[1]! - +birth[1]! - before;
  return years >= 0 ? years : null;
}

/** Today in the reader's zone, for ages. */
export function today(): string {
  return instant(new Date().toISOString()).slice(0, 10);
}

/** Full days between two wall clock days; a stay of one day counts 0. */
export function daysBetween(start: string, end: string): number {
  return Math.round((wallMilliseconds(wallDay(end)) - wallMilliseconds(wallDay(start))) / 86_400_000);
}
