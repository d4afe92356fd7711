import { clsx } from "clsx";
import { Check, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { requestTexts } from "#components/requests/texts.ts";
import type { ExplainedRequestDto, RequestCheckDto } from "#lib/contract/keys/requests.ts";
import { nameCheck } from "./credential-texts.ts";
import { RichMessage } from "./rich-message.tsx";

const texts = requestTexts.explanation;

const icons: Readonly<Record<RequestCheckDto["verdict"], ReactNode>> = {
  passed: <Check aria-hidden="true" className="text-good" />,
  failed: <X aria-hidden="true" className="text-bad" />,
  not_requested: <Minus aria-hidden="true" className="text-muted" />,
  not_reached: <Minus aria-hidden="true" className="text-muted" />,
};

/** Each check with its verdict. The failing one stands out. */
export function RequestChecks({ request: { checks, key } }: { request: ExplainedRequestDto }) {
  return (
    <ol aria-label={texts.checks} className="flex flex-col gap-0.5">
      {checks.map(({ name, verdict, message }) => (
        <li
          key={name}
          className={clsx(
            "grid grid-cols-[1rem_6.5rem_minmax(0,1fr)] items-baseline gap-x-3 rounded-md px-2 py-1.5 text-sm max-sm:grid-cols-[1rem_minmax(0,1fr)] [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:self-start",
            verdict === "failed" && "bg-bad-soft",
          )}
        >
          {icons[verdict]}
          <span className={clsx(isMade(verdict) ? "font-medium" : "text-muted")}>
            {nameCheck(name, key)}
            <span className="sr-only"> {texts.verdicts[verdict]}:</span>
          </span>
          <span className={clsx("max-sm:col-start-2", verdict !== "failed" && "text-muted")}>
            <RichMessage text={message} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function isMade(verdict: RequestCheckDto["verdict"]): boolean {
  return verdict === "passed" || verdict === "failed";
}
