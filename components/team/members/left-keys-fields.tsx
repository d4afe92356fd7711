"use client";

import { useId } from "react";
import { teamTexts } from "#components/team/texts.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import type { LeftKeysDraft, LiveKeys } from "./left-keys-draft.ts";

const texts = teamTexts.exit;
const maxShownKeys = 5;

interface LeftKeysFieldsProps {
  /** Whether the keys belong to the person who chooses. */
  isOwn: boolean;
  liveKeys: LiveKeys;
  /** The total number of live keys. `liveKeys` holds only the first page. */
  total: number;
  /** ISO 8601. */
  now: string;
  canDisable: boolean;
  /** The members the keys can be transferred to. If empty, the transfer is not offered. */
  newOwners: readonly MemberDto[];
  draft: LeftKeysDraft;
  onChange: (draft: LeftKeysDraft) => void;
  error: string | undefined;
}

/** A member's live keys, and the choice of what happens to them. */
export function LeftKeysFields({ isOwn, liveKeys, total, now, ...choice }: LeftKeysFieldsProps) {
  const keysTexts = isOwn ? texts.yourKeys : texts.theirKeys;
  if (liveKeys.state === "loading") return <p role="status">{keysTexts.loading}</p>;
  const keys = liveKeys.state === "known" ? liveKeys.data.data : [];
  if (liveKeys.state === "known" && keys.length === 0) return <p role="status">{keysTexts.none}</p>;
  const shownTotal = Math.max(total, keys.length);
  return (
    <>
      {liveKeys.state === "unknown" ? (
        <p role="status">{keysTexts.unknown}</p>
      ) : (
        <KeyList title={keysTexts.list(shownTotal)} keys={keys} total={shownTotal} now={now} />
      )}
      <LeftKeysChoice {...choice} />
    </>
  );
}

interface KeyListProps {
  title: string;
  keys: readonly KeyDto[];
  total: number;
  now: string;
}

function KeyList({ title, keys, total, now }: KeyListProps) {
  const more = total - maxShownKeys;
  return (
    <div className="text-sm">
      <p className="mb-1.5 font-medium">{title}</p>
      <ul className="divide-y rounded-md border">
        {keys.slice(0, maxShownKeys).map((key) => (
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

function LeftKeysChoice({
  canDisable,
  newOwners,
  draft,
  onChange,
  error,
}: Omit<LeftKeysFieldsProps, "isOwn" | "liveKeys" | "total" | "now">) {
  const group = useId();
  const isReassigning = draft.choice === "reassign";
  const choose = (choice: LeftKeysDraft["choice"]) => onChange({ ...draft, choice });
  const radio = (choice: "disable" | "revoke" | "reassign", label: string, hint: string) => (
    <Radio
      name={group}
      label={label}
      hint={hint}
      checked={draft.choice === choice}
      aria-invalid={(error && !isReassigning) || undefined}
      onChange={() => choose(choice)}
    />
  );
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.legend}</legend>
      {canDisable ? radio("disable", texts.disable, texts.disableHint) : null}
      {newOwners.length === 0 ? null : radio("reassign", texts.reassign, texts.reassignHint)}
      {isReassigning ? (
        <SelectField
          fieldClassName="ml-6.5"
          label={texts.reassignTo}
          error={error}
          value={draft.newOwnerId}
          onChange={(event) => onChange({ choice: "reassign", newOwnerId: event.target.value })}
          options={[
            { value: "", label: texts.selectNewOwner },
            ...newOwners.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
          ]}
        />
      ) : null}
      {radio("revoke", texts.revoke, texts.revokeHint)}
      {error === undefined || isReassigning ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
