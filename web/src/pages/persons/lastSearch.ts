import type { PersonHits } from "../../api/api";

/**
 * The last search, in memory only, so that the way back from a person shows the list again. It is not kept in the
 * address, the history or the browser's storage, and ends with the page load (signing out loads the page anew).
 */
export const lastSearch: { words: string; found: PersonHits | null } = { words: "", found: null };

export function rememberSearch(words: string, found: PersonHits): void {
  lastSearch.words = words;
  lastSearch.found = found;
}
