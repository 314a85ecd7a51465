import type { CatalogueTree } from "../../api/api";

export type CategoryCount = CatalogueTree["categories"][number];

export interface Branch {
  key: string;
  title: string;
  children: Branch[];
}

/** The categories as a tree, in the order of their codes. */
export function branches(
  categories: readonly CategoryCount[],
  title: (category: CategoryCount) => string,
): Branch[] {
  const made = new Map<string, Branch>();
  const roots: Branch[] = [];
  for (const category of categories) {
    const branch = { key: category.code, title: title(category), children: [] };
    made.set(category.code, branch);
    const parent = category.parent ? made.get(category.parent) : undefined;
    (parent?.children ?? roots).push(branch);
  }
  return roots;
}
