import type { IdentityReason } from "../../api/api";
import { useText } from "../../i18n/language";

/** What each field said: green for one person, red against, in bits. */
export function Reasons({ reasons }: { reasons: readonly IdentityReason[] }) {
  const t = useText().identities;
  return (
    <span className="evidence">
      {reasons.map((reason) => (
        <span
          key={reason.field}
          className={reason.weight > 0 ? "for" : reason.weight < 0 ? "against" : "neutral"}
          title={`${t.fields[reason.field] ?? reason.field}: ${t.levels[reason.level] ?? reason.level}`}
        >
          {t.fields[reason.field] ?? reason.field} {t.levels[reason.level] ?? reason.level}
          {reason.weight !== 0 && (
            <b className="number">
              {reason.weight > 0 ? "+" : "−"}
              {Math.abs(reason.weight).toFixed(1)}
            </b>
          )}
        </span>
      ))}
    </span>
  );
}
