import { keyActionTexts } from "./action-texts.ts";

/** Says that a field may stay empty. */
export function OptionalLabel({ children }: { children: string }) {
  return (
    <>
      {children} <span className="font-normal text-muted">{keyActionTexts.optional}</span>
    </>
  );
}
