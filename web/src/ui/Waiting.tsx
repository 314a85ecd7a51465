import { Skeleton } from "antd";
import { useText } from "../i18n/language";

/** What a page shows while its data is on the way: its outline, announced once to screen readers. */
export function Waiting({ lines = 6 }: { lines?: number }) {
  const text = useText();
  return (
    <div role="status" aria-live="polite">
      <span className="only-heard">{text.app.loading}</span>
      <div aria-hidden>
        <Skeleton active title={{ width: "30%" }} paragraph={{ rows: lines }} />
      </div>
    </div>
  );
}
