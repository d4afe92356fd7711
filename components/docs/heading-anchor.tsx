import { Hash } from "lucide-react";
import { docsTexts } from "./texts.ts";

/** A link to a heading beside it, visible while the heading is hovered. The heading's own name stays its text. */
export function HeadingAnchor({ id, name }: { id: string; name: string }) {
  return (
    <a
      href={`#${id}`}
      aria-label={docsTexts.linkTo(name.replaceAll("`", ""))}
      className="self-center rounded p-1 text-control opacity-0 transition-opacity hover:text-text focus-visible:opacity-100 group-hover:opacity-100 coarse:opacity-100"
    >
      <Hash aria-hidden="true" className="size-4" />
    </a>
  );
}
