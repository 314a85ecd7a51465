import type { ReactNode } from "react";

/** An empty state: what is (not) here, and what can be done. */
export function MessageBox({
  icon,
  title,
  children,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="message-box">
      {icon && (
        <span aria-hidden style={{ fontSize: 34, color: "#8fb5b0", lineHeight: 1 }}>
          {icon}
        </span>
      )}
      <h2>{title}</h2>
      {children}
    </div>
  );
}
