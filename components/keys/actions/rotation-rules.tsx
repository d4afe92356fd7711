"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { type ApiFailure, describeFailure, findFieldError, getFailure } from "#components/api-failure.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { listEntries } from "#components/keys/form/draft/form-fields.ts";
import { AddressesField } from "#components/keys/form/fields/addresses-field.tsx";
import { updateKey } from "#components/keys/key-client.ts";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { useRequest } from "#components/use-request.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { findRefusingRules } from "#lib/contract/team/environments.ts";

const texts = keyActionTexts.rotate.rules;

type Rules = ReturnType<typeof findRefusingRules>;

/** The rules of the environment that keep the key from being rotated with a grace period. */
export function findBlockingRules(keyDto: KeyDto, page: FormPage, nowMs: number): Rules {
  const environment = page.environments.find(({ slug }) => slug === keyDto.environment);
  if (environment === undefined) return [];
  const expiresAt = keyDto.expiresAt === null ? null : new Date(keyDto.expiresAt);
  return findRefusingRules(environment, { ...keyDto, expiresAt }, page.viewer.role, new Date(nowMs));
}

interface RotationRulesProps {
  keyDto: KeyDto;
  page: FormPage;
  rules: Rules;
  onSaved: (key: KeyDto) => void;
  onEdit: (key: KeyDto) => void;
}

/** Says which rules the key breaks, and how to fix that here. */
export function RotationRules({ keyDto, page, rules, onSaved, onEdit }: RotationRulesProps) {
  const isBroken = (...names: Rules[number]["rule"][]) => rules.some(({ rule }) => names.includes(rule));
  const canChange = !isBroken("keyCreatorRole");
  const isOwn = keyDto.owner.type === "user" && keyDto.owner.id === page.viewer.userId;
  const needsExpiry = isBroken("requiresExpiry", "maxKeyLifetimeSeconds");
  return (
    <div className="flex flex-col gap-3 rounded-md border p-3 text-sm">
      <div className="flex items-start gap-2 text-warn">
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        <ul>
          {rules.map(({ rule, message }) => (
            <li key={rule}>{message}.</li>
          ))}
        </ul>
      </div>
      {canChange && isBroken("requiresAllowedIps") && !needsExpiry ? (
        <AddAddresses keyDto={keyDto} ownAddress={page.form.address} onSaved={onSaved} />
      ) : null}
      {canChange && needsExpiry ? (
        <div>
          <Button onClick={() => onEdit(keyDto)}>{texts.edit}</Button>
        </div>
      ) : null}
      <p className="text-muted">{canChange || isOwn ? texts.emergency : texts.needsRole}</p>
    </div>
  );
}

interface AddAddressesProps extends Pick<RotationRulesProps, "keyDto" | "onSaved"> {
  ownAddress: string | null;
}

function AddAddresses({ keyDto, ownAddress, onSaved }: AddAddressesProps) {
  const [addresses, setAddresses] = useState({ entries: [...keyDto.allowedIps], typed: "" });
  const { isBusy, result, run } = useRequest(async () => {
    const saved = await updateKey(keyDto, { allowedIps: listEntries(addresses) }, keyDto.updatedAt);
    if (saved.isOk) onSaved(saved.data);
    return saved;
  });
  const failure = isBusy ? null : getFailure(result);
  return (
    <div className="flex flex-col gap-2">
      <AddressesField
        isRequired
        value={addresses}
        ownAddress={ownAddress}
        error={findFieldError(failure, "allowedIps")}
        onChange={setAddresses}
      />
      <OtherFailure failure={failure} />
      <div>
        <Button isBusy={isBusy} disabled={listEntries(addresses).length === 0} onClick={() => run()}>
          {texts.addAddresses}
        </Button>
      </div>
    </div>
  );
}

function OtherFailure({ failure }: { failure: ApiFailure | null }) {
  if (failure === null || findFieldError(failure, "allowedIps") !== undefined) return null;
  return <FieldError>{describeFailure(failure)}</FieldError>;
}
