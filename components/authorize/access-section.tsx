"use client";

import { Check, Pencil } from "lucide-react";
import { type RefObject, useId } from "react";
import { describeScope } from "#components/grants/scope-words.ts";
import { Badge } from "#components/ui/display/badge.tsx";
import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import type { ScopeOffer } from "#lib/domain/launch/authorization.ts";
import { groupOffer, type OfferGroups } from "./consent/consent.ts";
import { authorizeTexts } from "./texts.ts";

const { access: texts, withheld: withheldTexts } = authorizeTexts;

interface AccessSectionProps {
  offer: ScopeOffer;
  unchecked: ReadonlySet<string>;
  error: string | undefined;
  /** Gets the focus with the error. */
  listRef: RefObject<HTMLDivElement | null>;
  onToggle: (scopes: readonly string[]) => void;
}

/** What the app will be able to do, in words, each of which can be left out. */
export function AccessSection({ offer, unchecked, error, listRef, onToggle }: AccessSectionProps) {
  const groups = groupOffer(offer.offered);
  const errorId = useId();
  const group = (key: keyof OfferGroups) => (
    <Group
      label={texts[key]}
      items={groups[key]}
      unchecked={unchecked}
      errorId={error === undefined ? undefined : errorId}
      onToggle={onToggle}
    />
  );
  const isAnyOptional = [...groups.patient, ...groups.user, ...groups.more].some((item) => item.isOptional);
  return (
    <section aria-labelledby="access" className="flex flex-col gap-3 border-t px-5 py-4">
      <div>
        <h2 id="access" className="font-semibold text-sm">
          {texts.title}
        </h2>
        {isAnyOptional ? <p className="text-muted text-xs leading-5">{texts.hint}</p> : null}
      </div>
      <div ref={listRef} className="flex flex-col gap-3">
        {group("patient")}
        {group("user")}
        {group("more")}
      </div>
      {error === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
      <Withheld withheld={offer.withheld} />
    </section>
  );
}

interface GroupProps extends Pick<AccessSectionProps, "unchecked" | "onToggle"> {
  label: string;
  items: OfferGroups["user"];
  errorId: string | undefined;
}

function Group({ label, items, unchecked, errorId, onToggle }: GroupProps) {
  const id = useId();
  if (items.length === 0) return null;
  return (
    <div>
      <h3 id={id} className="font-medium text-muted text-xs">
        {label}
      </h3>
      <ul aria-labelledby={id} className="mt-2 flex flex-col gap-2 coarse:gap-0">
        {items.map(({ scopes, text, changes, isOptional }) => (
          <li key={text}>
            {isOptional ? (
              <Checkbox
                checked={!scopes.every((scope) => unchecked.has(scope))}
                onChange={() => onToggle(scopes)}
                aria-invalid={errorId === undefined ? undefined : true}
                aria-errormessage={errorId}
                label={
                  <>
                    {text}
                    {changes ? (
                      <>
                        {" "}
                        <Badge tone="warn" icon={<Pencil aria-hidden="true" />}>
                          {texts.changes}
                        </Badge>
                      </>
                    ) : null}
                  </>
                }
              />
            ) : (
              <p className="flex items-start gap-2.5 text-sm coarse:min-h-11 coarse:py-2">
                <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" />
                {text}
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function nameWithheld(scope: string): string {
  const { text, about } = describeScope(scope);
  if (about === "patient") return withheldTexts.ofOnePatient(text);
  return about === "user" ? withheldTexts.ofReachable(text) : text;
}

/** More than these are a list that people open. */
const maxOpen = 3;

/** What the app asked for and doesn't get, with the reason. */
function Withheld({ withheld }: Pick<ScopeOffer, "withheld">) {
  if (withheld.length === 0) return null;
  return (
    <details className="text-sm" open={withheld.length <= maxOpen}>
      <summary className="w-fit rounded-sm text-muted text-xs leading-5 coarse:py-3">
        {withheldTexts.summary(withheld.length)}
      </summary>
      <ul className="mt-2 flex flex-col gap-2">
        {withheld.map(({ scope, reason }) => (
          <li key={scope} className="[overflow-wrap:anywhere]">
            {nameWithheld(scope)}
            <span className="block text-muted text-xs leading-5">{withheldTexts.reasons[reason]}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
