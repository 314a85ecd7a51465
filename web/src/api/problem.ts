/** An error answer of the server (RFC 9457) that says who is at fault, what, where, and what to do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly who?: string;
  readonly what?: string;
  readonly where?: string;
  readonly whatToDo?: string;
}

/** Thrown by the API calls of the portal, so that queries can hold it. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = "ProblemError";
  }
}

/** Reads a problem out of an answer's body; an answer that is none still tells its status. */
export function problemOf(status: number, body: unknown): Problem {
  const record = body !== null && typeof body === "object" ? (body as Record<string, unknown>) : {};
  const field = (name: string) =>
    typeof record[name] === "string" ? { [name]: record[name] as string } : {};
  return {
    status,
    title: typeof record.title === "string" ? record.title : `HTTP ${status}`,
    ...field("who"),
    ...(typeof record.detail === "string" ? { what: record.detail } : {}),
    ...field("what"),
    ...field("where"),
    ...field("whatToDo"),
  };
}
