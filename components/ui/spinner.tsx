import { LoaderCircle } from "lucide-react";
import { mergeClasses } from "./classes.ts";

/** Decoration beside words that say what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden="true" className={mergeClasses("size-4 animate-spin", className)} />;
}
