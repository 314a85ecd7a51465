import type { QualityScore } from "../../api/api";
import { ProblemError } from "../../api/problem";

export const categories = ["conformance", "completeness", "plausibility"] as const;

/** The scores of the newest run. */
export function newest(scores: readonly QualityScore[]): QualityScore[] {
  const run = Math.max(0, ...scores.map((score) => score.runId));
  return scores.filter((score) => score.runId === run);
}

/** Scores of sources by dimension in the newest run, sources in the order of their names; null stands for all. */
export function bySource(
  scores: readonly QualityScore[],
): { source: string | null; cells: (number | null)[] }[] {
  const totals = newest(scores).filter((score) => !score.table && !score.month);
  const sources = [...new Set(totals.map((score) => score.source ?? null))].sort((a, b) =>
    a === null ? -1 : b === null ? 1 : a < b ? -1 : 1,
  );
  return sources.map((source) => ({
    source,
    cells: [null, ...categories].map(
      (category) =>
        totals.find((score) => (score.source ?? null) === source && (score.category ?? null) === category)
          ?.score ?? null,
    ),
  }));
}

/** A colour from amber to teal for 60 to 100; the number stands beside it. */
export function shade(score: number): string {
  const part = Math.min(1, Math.max(0, (score - 60) / 40));
  return `hsl(${Math.round(30 + 140 * part)} 55% ${Math.round(88 - 6 * part)}%)`;
}

/** Scores of all sources by month of the data, weights added over sources. */
export function byMonth(scores: readonly QualityScore[]): [string, number][] {
  const sums = new Map<string, { passed: number; weight: number }>();
  for (const score of newest(scores)) {
    if (score.month && !score.category) {
      const sum = sums.get(score.month) ?? { passed: 0, weight: 0 };
      sum.passed += (score.score * score.weight) / 100;
      sum.weight += score.weight;
      sums.set(score.month, sum);
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, sum]) => [month, (100 * sum.passed) / sum.weight]);
}

/** What the server says went wrong, or else the general words. */
export const whatWentWrong = (error: unknown, otherwise: string) =>
  error instanceof ProblemError ? error.problem.what : otherwise;

export const colourOf: Record<string, string> = { failed: "red", error: "volcano", passed: "green" };

/** A percent with as many digits as tell it from zero. */
export function shortPercent(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value === 0) return "0 %";
  return `${value < 0.01 ? "<0.01" : value.toFixed(value < 10 ? 2 : 1)} %`;
}
