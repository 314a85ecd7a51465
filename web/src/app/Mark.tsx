/** The mark: three lines of a record and one point of light. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#17645f" />
      <path d="M9 11.5h14M9 16h9M9 20.5h5" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="21.5" cy="20.5" r="3" fill="#f3c969" />
    </svg>
  );
}
