"use client";

import { useId } from "react";
import { Radio } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { MemberDto } from "#lib/schemas/members.ts";
import type { Fate, LiveKeys } from "./live-keys.ts";
import { teamTexts } from "./texts.ts";

const texts = teamTexts.exit;
const shownKeys = 5;

interface KeyFateProps {
  liveKeys: LiveKeys;
  /** How many there are; `liveKeys` holds a first page of them. */
  total: number;
  /** ISO 8601. */
  now: string;
  mayRest: boolean;
  /** Who may take them; nobody: handing over is not offered. */
  heirs: readonly MemberDto[];
  fate: Fate;
  onChange: (fate: Fate) => void;
  error: string | undefined;
}

/** A person's live keys, and what shall become of them. */
export function KeyFate({ liveKeys, total, now, ...choice }: KeyFateProps) {
  if (liveKeys.state === "loading") return <p role="status">{texts.loading}</p>;
  const keys = liveKeys.state === "known" ? liveKeys.keys : [];
  if (liveKeys.state === "known" && keys.length === 0) return <p role="status">{texts.noKeys}</p>;
  return (
    <>
      {liveKeys.state === "unknown" ? (
        <p role="status">{texts.unknown}</p>
      ) : (
        <KeyList keys={keys} total={Math.max(total, keys.length)} now={now} />
      )}
      <FateChoice {...choice} />
    </>
  );
}

function KeyList({ keys, total, now }: { keys: readonly KeyDto[]; total: number; now: string }) {
  const more = total - shownKeys;
  return (
    <div className="text-sm">
      <p className="mb-1.5 font-medium">{texts.keys(total)}</p>
      <ul className="divide-y rounded-md border">
        {keys.slice(0, shownKeys).map((key) => (
          <li key={key.id} className="flex flex-wrap items-baseline justify-between gap-x-3 px-3 py-2">
            <span className="min-w-0 [overflow-wrap:anywhere]">{key.name}</span>
            <span className="text-muted text-xs">
              {key.environment} ·{" "}
              {key.lastUsedAt === null ? (
                texts.neverUsed
              ) : (
                <>
                  {texts.lastUsed} <RelativeTime at={key.lastUsedAt} serverNow={now} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="mt-1.5 text-muted text-xs">{texts.more(more)}</p> : null}
    </div>
  );
}

function FateChoice({
  mayRest,
  heirs,
  fate,
  onChange,
  error,
}: Omit<KeyFateProps, "liveKeys" | "total" | "now">) {
  const group = useId();
  const choose = (choice: Fate["choice"]) => onChange({ ...fate, choice });
  const radio = (choice: "rest" | "revoke" | "reassign", label: string, hint: string) => (
    <Radio
      name={group}
      label={label}
      hint={hint}
      checked={fate.choice === choice}
      onChange={() => choose(choice)}
    />
  );
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.legend}</legend>
      {mayRest ? radio("rest", texts.rest, texts.restHint) : null}
      {heirs.length === 0 ? null : radio("reassign", texts.reassign, texts.reassignHint)}
      {fate.choice === "reassign" ? (
        <SelectField
          fieldClassName="ml-6.5"
          label={texts.reassignTo}
          value={fate.heirId}
          onChange={(event) => onChange({ choice: "reassign", heirId: event.target.value })}
          options={[
            { value: "", label: "…" },
            ...heirs.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
          ]}
        />
      ) : null}
      {radio("revoke", texts.revoke, texts.revokeHint)}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
