interface Step {
  readonly name: string;
  readonly needs: readonly string[];
}

/** Steps in columns: each stands one column behind the last of what it needs. The steps come in an order in which needs are first. */
export function levelsOf<T extends Step>(steps: readonly T[]): T[][] {
  const level = new Map<string, number>();
  const columns: T[][] = [];
  for (const step of steps) {
    const own = Math.max(-1, ...step.needs.map((need) => level.get(need) ?? -1)) + 1;
    level.set(step.name, own);
    const column = columns[own];
    if (column) column.push(step);
    else columns[own] = [step];
  }
  return columns;
}
