/** Seconds in the two largest units that fit: "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". The names of units are passed in. */
export function duration(seconds: number, units: { d: string; h: string; min: string; s: string }): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), units.d],
    [Math.floor((whole % 86_400) / 3600), units.h],
    [Math.floor((whole % 3600) / 60), units.min],
    [whole % 60, units.s],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return `0 ${units.s}`;
  return parts
    .slice(first, first + 2)
    .filter(([value], i) => i === 0 || value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(" ");
}

/** A rate as people read it: "12.4", "0.3", "1,240". */
export function rate(perSecond: number): string {
  if (perSecond === 0) return "0";
  if (perSecond < 10) return perSecond.toFixed(1);
  return Math.round(perSecond).toLocaleString("en-US");
}
