import { type JsonLine, prettyJson } from "./json";

/** How text that was received is shown. */
export type Shown =
  | { readonly as: "hl7" }
  | { readonly as: "json"; readonly lines: readonly JsonLine[] }
  | { readonly as: "table" }
  | { readonly as: "text" };

/** Chooses by the media type that the server states, and by the look of the text where that tells more. */
export function show(text: string, mediaType: string): Shown {
  if (/^[\uFEFF\u000B\s]*(MSH|FHS|BHS)/.test(text) || mediaType.includes("hl7v2")) return { as: "hl7" };
  if (/^[\uFEFF\s]*[{[]/.test(text)) {
    const lines = prettyJson(text.replace(/^\uFEFF/, ""));
    if (lines) return { as: "json", lines };
  }
  return mediaType.includes("csv") || mediaType.includes("tab-separated") ? { as: "table" } : { as: "text" };
}
