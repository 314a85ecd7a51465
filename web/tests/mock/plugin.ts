import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { answer, type MockRequest } from "./api";

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text ? JSON.parse(text) : undefined;
}

function cookieOf(request: IncomingMessage): string | null {
  return /(?:^|;\s*)suwen-mock=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? null;
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://mock");
  const given: MockRequest = {
    method: request.method ?? "GET",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    body: await bodyOf(request),
    user: cookieOf(request),
    hasHeader: request.headers["x-suwen-request"] === "1",
  };
  const made = answer(given);
  response.statusCode = made.status;
  if (made.user !== undefined)
    response.setHeader(
      "Set-Cookie",
      `suwen-mock=${made.user ?? ""}; Path=/; HttpOnly; SameSite=Strict${made.user ? "" : "; Max-Age=0"}`,
    );
  if (made.bytes) {
    response.setHeader("Content-Type", "application/octet-stream");
    response.end(made.bytes);
    return;
  }
  response.setHeader("Content-Type", made.status >= 400 ? "application/problem+json" : "application/json");
  response.end(made.body === undefined ? "" : JSON.stringify(made.body));
}

/** As the server sends it, so that the tests show the portal to work under it. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers /api with synthetic data, so that the portal runs and is tested without the server. */
export function mockApi(): Plugin {
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    if (!request.url?.startsWith("/api/")) return next();
    serve(request, response).catch(next);
  };
  return {
    name: "suwen-mock-api",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("Content-Security-Policy", contentSecurityPolicy);
        next();
      });
      server.middlewares.use(middleware);
    },
  };
}
