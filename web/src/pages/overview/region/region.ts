import type { RegionPicture } from "../../../api/api";

type AgeGroup = RegionPicture["ageGroups"][number];

/** Visits for each thousand residents; 0 where nobody lives. */
export const perThousand = (visits: number, residents: number) =>
  residents > 0 ? Math.round((1000 * visits) / residents) : 0;

/** The groups without gaps, from birth to the oldest that occurs. */
export function wholePyramid(groups: readonly AgeGroup[]): AgeGroup[] {
  const byAge = new Map(groups.map((group) => [group.from, group]));
  const oldest = Math.max(0, ...groups.map((group) => group.from));
  const whole: AgeGroup[] = [];
  for (let from = 0; from <= oldest; from += 5)
    whole.push(byAge.get(from) ?? { from, male: 0, female: 0, unknown: 0 });
  return whole;
}

/** "0–4", "100+". */
export const ageLabel = (from: number) => (from >= 100 ? "100+" : `${from}–${from + 4}`);

/** Shares of the population by the groups of the statistics office: 0–14, 15–59, 60 and over, and of the latter 65 and over. */
export function ageShares(groups: readonly AgeGroup[]) {
  const sum = (from: number, to: number) =>
    groups
      .filter((group) => group.from >= from && group.from < to)
      .reduce((total, group) => total + group.male + group.female + group.unknown, 0);
  return {
    all: sum(0, 200),
    children: sum(0, 15),
    working: sum(15, 60),
    sixty: sum(60, 200),
    sixtyFive: sum(65, 200),
  };
}
