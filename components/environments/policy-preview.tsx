"use client";

import type { PolicyPreviewDto, PreviewPolicyInput } from "#lib/contract/team/environments.ts";
import { useLoad } from "../use-load.ts";
import { previewPolicy } from "./environment-client.ts";
import { environmentTexts } from "./texts.ts";

const texts = environmentTexts.preview;

/** How long to wait after the last edit before checking the keys. */
const pauseMs = 300;

interface PolicyPreviewProps {
  teamId: string;
  environmentId: string;
  rules: PreviewPolicyInput;
}

/** The existing keys that would break the rules in the form. */
export function PolicyPreview({ teamId, environmentId, rules }: PolicyPreviewProps) {
  const { loaded } = useLoad(
    JSON.stringify(rules),
    (signal, body) => previewPolicy(teamId, environmentId, JSON.parse(body), signal),
    { delayMs: pauseMs },
  );
  return (
    <div role="status" className="min-h-5 rounded-md bg-sunken px-3 py-2 text-sm">
      {loaded.state === "loading" ? texts.loading : null}
      {loaded.state === "unknown" ? texts.unknown : null}
      {loaded.state === "known" ? <Result preview={loaded.data} /> : null}
    </div>
  );
}

function Result({ preview: { liveKeys, brokenKeys, data } }: { preview: PolicyPreviewDto }) {
  if (brokenKeys === 0) return <p>{texts.none(liveKeys)}</p>;
  return (
    <>
      <p>{texts.broken(brokenKeys, liveKeys)}</p>
      <ul className="mt-1.5 max-h-40 list-disc overflow-y-auto pl-5">
        {data.map(({ id, name, owner, problems }) => (
          <li key={id} className="[overflow-wrap:anywhere]">
            {name} <span className="text-muted">({owner})</span>
            <span className="block text-muted text-xs">{problems.join(" · ")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
