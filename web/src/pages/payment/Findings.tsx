import { Tag } from "antd";
import type { PaymentEvidence, PaymentFinding } from "../../api/api";
import { useLanguage, useText } from "../../i18n/language";

/** Rows of the record, or that there are none. */
export function Evidence({ rows }: { rows: readonly PaymentEvidence[] }) {
  const t = useText().payment;
  if (rows.length === 0) return <p className="soft small">{t.noEvidence}</p>;
  return (
    <ul className="evidence">
      {rows.map((row) => (
        <li key={`${row.kind} ${row.name} ${row.at} ${row.value}`}>
          {t.evidenceKinds[row.kind] ?? row.kind} · {row.at ?? ""} {row.name}
          {row.value === row.name ? "" : ` ${row.value}`}
        </li>
      ))}
    </ul>
  );
}

/** What was found, gravest first, each with what it rests on. */
export function Findings({ findings }: { findings: readonly PaymentFinding[] }) {
  const t = useText().payment;
  const { language } = useLanguage();
  if (findings.length === 0) return <p className="soft">{t.nothingFound}</p>;
  return (
    <ul className="findings">
      {findings.map((finding) => (
        <li key={`${finding.rule} ${finding.code}`} className={finding.severity}>
          <Tag variant="filled" className={`tag-${finding.severity}`}>
            {t.severities[finding.severity] ?? finding.severity}
          </Tag>
          {finding.code && <span className="mono">{finding.code} </span>}
          {finding.title[language]}
          <div className="soft small">
            {t.basis} {finding.basis}
          </div>
          {(finding.evidence.length > 0 || finding.kind === "not-supported") && (
            <Evidence rows={finding.evidence} />
          )}
        </li>
      ))}
    </ul>
  );
}
