import { Link } from "react-router";
import type { SourceSummary } from "../../api/api";
import { useSession } from "../../app/session";
import { byteSize, count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { accountOf } from "./accounting";

function Bar({ source }: { source: SourceSummary }) {
  const account = accountOf(source.records);
  if (account.received === 0) return null;
  return (
    <div className="bar" aria-hidden>
      {account.parts
        .filter((part) => part.records > 0)
        .map((part) => (
          <span key={part.name} style={{ flexGrow: part.records, background: part.colour }} />
        ))}
    </div>
  );
}

/** What came in per source and where it went. A table on wide screens, one card per source on narrow ones. */
export function SourceTable({ sources }: { sources: readonly SourceSummary[] }) {
  const text = useText();
  const t = text.overview;
  const session = useSession();
  const mayOpen = session.permissions.includes("quarantine.read");
  const numbers = ["loaded", "kept", "superseded", "duplicate"] as const;
  return (
    <table className="sources">
      <thead>
        <tr>
          <th scope="col">{t.source}</th>
          <th scope="col">
            {t.channel} · {t.format}
          </th>
          <th scope="col" className="right">
            {t.receivedShort}
          </th>
          {numbers.map((name) => (
            <th scope="col" className="right" key={name}>
              {t[name]}
            </th>
          ))}
          <th scope="col" className="right">
            {t.quarantined}
          </th>
          <th scope="col" className="right">
            {t.bytes}
          </th>
          <th scope="col" className="right">
            {t.lastReceived}
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <tr key={source.id}>
            <th scope="row">
              <span className="source-name">{source.displayName}</span>
              {source.displayName !== source.name && (
                <span className="mono soft source-code">{source.name}</span>
              )}
              <Bar source={source} />
            </th>
            <td data-label={`${t.channel} · ${t.format}`}>
              {source.channels.map((channel) => text.bytes.channels[channel] ?? channel).join(", ")} ·{" "}
              {source.formats.map((format) => text.bytes.formats[format] ?? format).join(", ")}
            </td>
            <td data-label={t.receivedShort} className="right number strong">
              {count(source.records.received)}
            </td>
            {numbers.map((name) => (
              <td
                data-label={t[name]}
                className={`right number${source.records[name] === 0 ? " zero" : ""}`}
                key={name}
              >
                {count(source.records[name])}
              </td>
            ))}
            <td
              data-label={t.quarantined}
              className={`right number${source.records.quarantined === 0 ? " zero" : ""}`}
            >
              {source.records.quarantined > 0 && mayOpen ? (
                <Link
                  className="set-aside"
                  to={`/quarantine?source=${encodeURIComponent(source.name)}`}
                  aria-label={`${count(source.records.quarantined)}: ${t.showQuarantine(source.displayName)}`}
                >
                  {count(source.records.quarantined)}
                </Link>
              ) : (
                count(source.records.quarantined)
              )}
            </td>
            <td data-label={t.bytes} className="right number">
              {byteSize(source.bytes)}
            </td>
            <td data-label={t.lastReceived} className="right number nowrap">
              {instant(source.lastReceived).slice(0, 16)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
