/** The logo with the product's name. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-base tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-6">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <g className="fill-none stroke-white" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
          <circle cx="12" cy="16" r="5" />
          <path d="M17 16h9v5M22 16v3.5" />
        </g>
      </svg>
      ByteEngine
    </span>
  );
}
