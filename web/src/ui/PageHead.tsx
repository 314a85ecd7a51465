import { type ReactNode, useEffect } from "react";
import { useText } from "../i18n/language";

/** The heading of a page; it also names the browser's tab. No patient value goes into the tab's title. */
export function PageHead({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) {
  const text = useText();
  useEffect(() => {
    document.title = `${title} · ${text.app.name}`;
  }, [title, text]);
  return (
    <div className="page-head">
      <div>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {children}
    </div>
  );
}
