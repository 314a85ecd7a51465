import type { components } from "../../src/api/schema";
import { collection } from "./collection";
import { entries, overview, people, quarantine, timelines } from "./data";
import {
  changePackFindings,
  pack,
  packFinding,
  packFindings,
  packRows,
  packRuns,
  packs,
  packValues,
} from "./packs";
import { payment } from "./payment";
import { region } from "./region";

type Schemas = components["schemas"];

export interface MockRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly user: string | null;
  readonly hasHeader: boolean;
}

export interface MockAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  /** Sets the session's cookie, or deletes it with null. */
  readonly user?: string | null;
}

const everything = [
  "person.read",
  "person.identify",
  "sql.query",
  "landing.read",
  "ingest.write",
  "quarantine.read",
  "quarantine.fix",
  "overview.read",
  "pack.read",
  "pack.run",
  "pack.review",
  "session.own",
];

/** Users of the mock: who may do everything, who may see no bytes and no quarantine, and one before any data. */
const users: Record<
  string,
  { displayName: string; permissions: string[]; isEmpty?: boolean; mustChange?: boolean }
> = {
  engineer: { displayName: "信息中心 王工", permissions: everything },
  clinician: {
    displayName: "李医生",
    permissions: ["overview.read", "person.read", "person.identify", "session.own"],
  },
  newcomer: { displayName: "admin", permissions: everything, isEmpty: true, mustChange: true },
};

export const mockPassword = "素问-mock-only";

const ok = <T>(body: T): MockAnswer => ({ status: 200, body });

function problem(status: number, title: string, what: string, where: string, whatToDo: string): MockAnswer {
  const body: Schemas["Problem"] = {
    status,
    title,
    who: "caller",
    what,
    where,
    whatToDo,
    type: "about:blank",
  };
  return { status, body };
}

function stateOf(name: string): Schemas["SessionState"] {
  const user = users[name]!;
  return {
    name,
    displayName: user.displayName,
    roles: [name],
    permissions: user.permissions,
    mustChangePassword: user.mustChange ?? false,
    isSynthetic: true,
  };
}

export function answer(request: MockRequest): MockAnswer {
  const { method, path } = request;
  if (method !== "GET" && !request.hasHeader)
    return problem(400, "Header missing", "The header X-Suwen-Request is missing.", "header", "Send it.");
  if (path === "/api/session" && method === "POST") {
    const { name, password } = request.body as Schemas["LoginRequest"];
    return users[name] && password === mockPassword
      ? { ...ok(stateOf(name)), user: name }
      : problem(401, "Sign-in refused", "Name or password is wrong.", "name, password", "Check both.");
  }
  const user = request.user ? users[request.user] : undefined;
  if (!request.user || !user)
    return problem(401, "Sign-in needed", "The request carries no valid session.", path, "Sign in.");
  if (path === "/api/session") {
    return method === "DELETE" ? { status: 204, user: null } : ok(stateOf(request.user));
  }
  if (path === "/api/session/password") {
    const { oldPassword } = request.body as Schemas["PasswordChange"];
    return oldPassword === mockPassword
      ? { status: 204, user: null }
      : problem(
          400,
          "Password wrong",
          "The old password is wrong.",
          "oldPassword",
          "Type the password that you signed in with.",
        );
  }
  return read(request, user.isEmpty ?? false, user.permissions);
}

function read(request: MockRequest, isEmpty: boolean, permissions: string[]): MockAnswer {
  const { path, query } = request;
  const denied = (permission: string) =>
    permissions.includes(permission)
      ? null
      : problem(
          403,
          "Permission needed",
          `The permission ${permission} is needed.`,
          path,
          "Ask an administrator.",
        );
  if (path === "/api/overview") return denied("overview.read") ?? ok(overview(isEmpty));
  if (path === "/api/collection") return denied("overview.read") ?? ok(collection(isEmpty));
  if (path === "/api/overview/region") return denied("overview.read") ?? ok(region(isEmpty));
  if (path === "/api/quarantine/reasons") return denied("quarantine.read") ?? ok(isEmpty ? [] : reasons());
  if (path === "/api/quarantine/fix")
    return denied("quarantine.fix") ?? fix(request.body as Schemas["FixRequest"]);
  if (path === "/api/quarantine/discard")
    return denied("quarantine.fix") ?? ok({ position: "1:9999", disposition: "kept" });
  if (path === "/api/quarantine/replay")
    return denied("quarantine.fix") ?? ok({ entries: 3, records: 3, released: 1, remaining: 0 });
  if (path === "/api/quarantine") return denied("quarantine.read") ?? ok(quarantinePage(query, isEmpty));
  if (path === "/api/persons/search")
    return denied("person.read") ?? ok(search((request.body as { text: string }).text));
  if (path.startsWith("/api/payment/"))
    return denied("person.read") ?? ok(payment(path.slice("/api/payment/".length), isEmpty));
  if (path === "/api/sql") return denied("sql.query") ?? sql((request.body as { sql: string }).sql);
  if (path === "/api/packs") return denied("pack.read") ?? ok(packs(isEmpty));
  const known = /^\/api\/packs\/([a-z-]+)(?:\/(rows|values|runs))?$/.exec(path);
  if (known) return denied("pack.read") ?? packOf(known[1]!, known[2] ?? "", request);
  const review = /^\/api\/packs\/[a-z-]+\/findings(?:\/(\d+|changes|file))?$/.exec(path);
  if (review) return denied("pack.read") ?? reviewOf(review[1] ?? "", request.body);
  const person = /^\/api\/persons\/(\d+)(\/timeline)?$/.exec(path);
  if (person) return denied("person.read") ?? personOf(person[1]!, person[2] !== undefined, query);
  const landing = /^\/api\/landing\/([\d:]+)(\/bytes|\/file)?$/.exec(path);
  if (landing) return denied("landing.read") ?? landingOf(landing[1]!, landing[2] ?? "", query);
  return problem(404, "Not found", "There is no such endpoint.", path, "Check the address.");
}

function reviewOf(part: string, body: unknown): MockAnswer {
  if (part === "") return ok(packFindings(body as Schemas["PackFindingsRequest"]));
  if (part === "changes") {
    changePackFindings(body as Schemas["PackFindingChangeRequest"]);
    return { status: 204 };
  }
  const found = packFinding(part);
  return found
    ? ok(found)
    : problem(404, "Not found", "The pack has no such finding.", "number", "Check it.");
}

function packOf(id: string, part: string, { method, body }: MockRequest): MockAnswer {
  const detail = pack(id);
  const rows = part === "rows" ? packRows(body as Schemas["PackRowsRequest"]) : null;
  if (!detail || (part === "rows" && !rows))
    return problem(404, "Not found", "There is no such pack, or no such result in it.", "id", "Check it.");
  if (part === "rows") return ok(rows);
  if (part === "values") return ok(packValues(body as Schemas["PackValuesRequest"]));
  if (part === "runs") return method === "POST" ? { status: 202 } : ok(packRuns);
  return ok(detail);
}

/** As the server: what is still wrong is refused and lands nowhere. */
function fix({ text }: Schemas["FixRequest"]): MockAnswer {
  return text.includes("1957-13-45")
    ? problem(
        400,
        "Bad request",
        "The corrected record would be set aside again (invalid-value).",
        "PID-7",
        "Correct this place too; nothing has landed.",
      )
    : ok({ position: "1:9999", disposition: "loaded" });
}

function reasons(): Schemas["QuarantineReason"][] {
  const counts = new Map<string, Schemas["QuarantineReason"]>();
  for (const { reasonCode, source, fault, status } of quarantine) {
    const key = `${reasonCode}/${source}/${fault}`;
    const found = counts.get(key) ?? { reasonCode, source, fault, count: 0, fixed: 0, discarded: 0 };
    const name = status === "open" ? "count" : (status as "fixed" | "discarded");
    counts.set(key, { ...found, [name]: found[name] + 1 });
  }
  return [...counts.values()];
}

function quarantinePage(query: URLSearchParams, isEmpty: boolean): Schemas["QuarantinePage"] {
  if (isEmpty) return { items: [], next: null };
  const source = query.get("source");
  const reason = query.get("reason");
  const status = query.get("status");
  const limit = Number(query.get("limit") ?? 50);
  const from = Number(query.get("after") ?? 0);
  const found = quarantine.filter(
    (record) =>
      (!source || record.source === source) &&
      (!reason || record.reasonCode === reason) &&
      (!status || record.status === status),
  );
  const next = from + limit < found.length ? String(from + limit) : null;
  return { items: found.slice(from, from + limit), next };
}

function search(text: string): Schemas["PersonHits"] {
  const words = text.trim();
  const items = people.flatMap((person): Schemas["PersonHit"][] => {
    const byNumber = person.identifiers.some((identifier) => identifier.value === words);
    if (!person.name?.startsWith(words) && !byNumber) return [];
    const { personId, name, sex, birthDate } = person;
    const sources = person.identities.map((identity) => identity.sourceDisplayName);
    return [{ personId, name, sex, birthDate, sources, matchedOn: byNumber ? "identifier" : "name" }];
  });
  return { items, isTruncated: false };
}

function personOf(id: string, isTimeline: boolean, query: URLSearchParams): MockAnswer {
  const person = people.find((each) => each.personId === id);
  if (!person)
    return problem(404, "Not found", "There is no person with this id.", "id", "Check the identifier.");
  if (!isTimeline) return ok(person);
  const all = timelines(id);
  const from = Number(query.get("after") ?? 0);
  const limit = Number(query.get("limit") ?? 200);
  const page: Schemas["TimelinePage"] = {
    items: all.slice(from, from + limit),
    next: from + limit < all.length ? String(from + limit) : null,
  };
  return ok(page);
}

function landingOf(position: string, what: string, query: URLSearchParams): MockAnswer {
  const entry = entries.get(position);
  if (!entry)
    return problem(404, "Not found", "There is no entry at this position.", "position", "Check it.");
  if (what === "/file") return { status: 200, bytes: entry.bytes };
  if (what === "") return ok(entry.header);
  const text = entry.mediaType === "application/octet-stream" ? null : new TextDecoder().decode(entry.bytes);
  const bytes: Schemas["EntryBytes"] = {
    position,
    recordNumber: query.has("record") ? Number(query.get("record")) : null,
    mediaType: entry.mediaType,
    characterSet: text === null ? null : "utf-8",
    text,
    sizeBytes: entry.bytes.length,
    isTruncated: false,
    isErased: entry.header.isErased,
  };
  return ok(bytes);
}

function sql(text: string): MockAnswer {
  if (!/^\s*(select|with)\b/i.test(text))
    return problem(
      400,
      "SQL refused",
      "Only SELECT is allowed here.",
      "line 1",
      "Write one SELECT statement.",
    );
  const result: Schemas["SqlAnswer"] = {
    columns: [
      { name: "code", type: "VARCHAR" },
      { name: "name", type: "VARCHAR" },
      { name: "persons", type: "BIGINT" },
      { name: "mean", type: "DOUBLE" },
    ],
    rows: Array.from({ length: 240 }, (_, i) => [
      `I10.x${i}`,
      i % 7 === 3 ? null : `原发性高血压（${i} 级）`,
      2400 - 9 * i,
      i / 8,
    ]),
    isTruncated: true,
    level: 3,
    elapsedMilliseconds: 41.6,
  };
  return ok(result);
}
