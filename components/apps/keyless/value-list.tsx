import { Fragment } from "react";
import { keylessTexts } from "./texts.ts";

/** The accepted values of a claim: "refs/heads/main or refs/heads/release". */
export function ValueList({ values }: { values: readonly string[] }) {
  return values.map((value, index) => (
    <Fragment key={value}>
      {index === 0 ? null : <span className="text-muted text-xs"> {keylessTexts.rules.or} </span>}
      <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs [box-decoration-break:clone] [overflow-wrap:anywhere]">
        {value}
      </code>
    </Fragment>
  ));
}
