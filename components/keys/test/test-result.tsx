import { clsx } from "clsx";
import { CircleCheck, CircleMinus, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { detailTexts } from "#components/keys/detail/texts.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import { Link } from "#components/ui/link.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { VerifyAnswer } from "#lib/contract/keys/verify.ts";
import { type CheckVerdict, listChecks, type RequestedChecks } from "./list-checks.ts";

const texts = detailTexts.test;

const styles: Record<CheckVerdict, { icon: ReactNode; classes: string }> = {
  passed: { icon: <CircleCheck aria-hidden="true" />, classes: "text-good" },
  failed: { icon: <CircleX aria-hidden="true" />, classes: "text-bad" },
  not_checked: { icon: <CircleMinus aria-hidden="true" />, classes: "text-muted" },
  not_reached: { icon: <CircleMinus aria-hidden="true" />, classes: "text-muted" },
};

interface TestResultProps {
  answer: VerifyAnswer;
  requested: RequestedChecks;
  /** The key whose page is shown. The secret can belong to another key. */
  keyDto: KeyDto;
  teamSlug: string;
}

/** The result that a service would get, and the outcome of each check. */
export function TestResult({ answer, requested, keyDto, teamSlug }: TestResultProps) {
  const { keyId, name, rateLimit } = answer;
  return (
    <div className="flex flex-col gap-3 border-t bg-surface p-4 text-sm">
      <p className={clsx("font-medium", answer.valid ? "text-good" : "text-bad")}>
        {answer.valid ? texts.valid : texts.invalid}{" "}
        <code className="ml-1 font-mono font-normal text-xs">{answer.code}</code>
      </p>
      {keyId === undefined || keyId === keyDto.id ? null : (
        <p className="text-warn">
          {texts.otherKey(name ?? keyId)}{" "}
          <Link href={getKeyPath(teamSlug, keyId)} className="underline">
            {texts.openOther}
          </Link>
        </p>
      )}
      <ol
        aria-label={texts.checks}
        className="grid grid-cols-[minmax(0,max-content)_max-content] gap-x-5 gap-y-1.5"
      >
        {listChecks(answer.code, requested).map(({ check, verdict }) => (
          <li key={check} className="col-span-full grid grid-cols-subgrid items-start">
            <span
              className={verdict === "not_reached" || verdict === "not_checked" ? "text-muted" : undefined}
            >
              {texts.names[check]}
              {verdict === "failed" && texts.causes[check] !== undefined ? (
                <span className="block text-muted text-xs">{texts.causes[check]}</span>
              ) : null}
            </span>
            <span
              className={clsx(
                "flex shrink-0 items-center gap-1.5 text-xs [&_svg]:size-4",
                styles[verdict].classes,
              )}
            >
              {styles[verdict].icon}
              {texts.verdicts[verdict]}
            </span>
          </li>
        ))}
      </ol>
      {rateLimit === undefined ? null : (
        <p className="text-muted text-xs">{texts.remaining(rateLimit.remaining, rateLimit.limit)}</p>
      )}
    </div>
  );
}
