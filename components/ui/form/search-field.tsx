import { Search } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { Spinner } from "../button/spinner.tsx";

interface SearchFieldProps extends Omit<ComponentProps<"input">, "type" | "aria-label" | "className"> {
  label: string;
  isPending: boolean;
  /** Why this text is not searched for. */
  problem: string | undefined;
}

/** A search above a list. The caller decides when it applies, and how wide the field is. */
export function SearchField({ label, isPending, problem, ...input }: SearchFieldProps) {
  const problemId = useId();
  return (
    <>
      <div className="relative">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted"
        />
        <input
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : problemId}
          {...input}
          type="search"
          aria-label={label}
          className="control h-9 pl-8 not-placeholder-shown:pr-8 coarse:h-11"
        />
        {isPending ? <Spinner className="absolute top-1/2 right-2.5 -mt-2 text-muted" /> : null}
      </div>
      {problem === undefined ? null : (
        <p id={problemId} role="status" className="mt-1 text-warn text-xs">
          {problem}
        </p>
      )}
    </>
  );
}
