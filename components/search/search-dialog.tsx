"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { CornerDownLeft, type LucideIcon, Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { Spinner } from "#components/ui/button/spinner.tsx";
import { backdropClasses, type FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { SnippetPart } from "./docs-entries.ts";
import { searchTexts } from "./texts.ts";

/** Something to choose. */
export interface SearchOption {
  id: string;
  label: string;
  Icon: LucideIcon;
  /** Shown after the label in a muted color. */
  detail?: string;
  /** Shown at the end in a monospaced font. */
  code?: string;
  /** Shown below the label in a monospaced font, such as a method and a path. */
  codeBelow?: string;
  snippet?: readonly SnippetPart[];
}

export interface SearchGroup<Option extends SearchOption> {
  name: string;
  options: readonly Option[];
}

interface SearchDialogProps<Option extends SearchOption> {
  title: string;
  placeholder: string;
  typed: string;
  /** Hides what was typed, for a pasted secret. */
  isHidden?: boolean;
  onType: (typed: string) => void;
  groups: readonly SearchGroup<Option>[];
  isSearching: boolean;
  /** Shown if there is nothing to choose. */
  empty: ReactNode;
  onChoose: (option: Option) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** The whole screen on phones, so that the keyboard leaves room for results. A card on larger screens. */
const popupClasses = clsx(
  "popup-motion fixed inset-0 z-50 flex flex-col bg-raised outline-none",
  "sm:inset-auto sm:top-[max(1.5rem,10vh)] sm:left-1/2 sm:max-h-[min(34rem,78vh)] sm:w-[min(40rem,calc(100vw-3rem))] sm:-translate-x-1/2 sm:overflow-hidden sm:rounded-xl sm:border sm:shadow-popup",
);

/** A field with grouped results below: type to search, move with the arrow keys, choose with Enter. */
export function SearchDialog<Option extends SearchOption>(props: SearchDialogProps<Option>) {
  const {
    title,
    placeholder,
    typed,
    isHidden = false,
    onType,
    groups,
    isSearching,
    empty,
    onChoose,
    onClose,
    finalFocus,
  } = props;
  const [index, setIndex] = useState(0);
  const id = useId();
  // Without it, a dialog that was opened by touch takes the focus itself.
  const field = useRef<HTMLInputElement>(null);
  const shown = groups.flatMap(({ options }) => options);
  const current = shown[Math.min(index, shown.length - 1)];
  const optionId = (option: Option) => `${id}-${option.id}`;

  const moveTo = (next: number) => {
    setIndex(next);
    const option = shown[next];
    if (option === undefined) return;
    document.getElementById(optionId(option))?.scrollIntoView({ block: "nearest" });
  };
  const step = (by: number) => {
    if (shown.length > 0) moveTo((Math.min(index, shown.length - 1) + by + shown.length) % shown.length);
  };
  const press = (event: KeyboardEvent) => {
    // Enter also confirms a word that is being composed, for example in Japanese.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && current !== undefined) onChoose(current);
    else return;
    event.preventDefault();
  };

  return (
    <Base.Root open onOpenChange={onClose}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup className={popupClasses} initialFocus={field} finalFocus={finalFocus}>
          <Base.Title className="sr-only">{title}</Base.Title>
          <div className="flex shrink-0 items-center gap-3 border-b pr-2 pl-4">
            {isSearching ? (
              <Spinner className="size-4 text-muted" />
            ) : (
              <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
            )}
            <input
              ref={field}
              role="combobox"
              aria-label={title}
              aria-expanded={shown.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={current === undefined ? undefined : optionId(current)}
              aria-autocomplete="list"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              enterKeyHint="go"
              placeholder={placeholder}
              value={typed}
              onChange={(event) => {
                onType(event.target.value);
                setIndex(0);
              }}
              onKeyDown={press}
              className={clsx(
                "h-13 min-w-0 flex-1 bg-transparent text-base outline-none",
                isHidden && "[-webkit-text-security:disc]",
              )}
            />
            <Base.Close
              render={
                <IconButton label={searchTexts.close}>
                  <X />
                </IconButton>
              }
            />
          </div>
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={title}
            className={clsx(
              "min-h-0 overflow-y-auto overscroll-contain p-2 max-sm:flex-1",
              shown.length === 0 && "hidden",
            )}
          >
            {groups.map(({ name, options }, position) =>
              options.length === 0 ? null : (
                // biome-ignore lint/a11y/useSemanticElements: HTML has no element for a group of options.
                <div key={name} role="group" aria-labelledby={`${id}-group-${position}`} className="pb-1.5">
                  <div
                    id={`${id}-group-${position}`}
                    className="px-2.5 pt-1.5 pb-1 font-medium text-muted text-xs"
                  >
                    {name}
                  </div>
                  {options.map((option) => (
                    <OptionRow
                      key={option.id}
                      id={optionId(option)}
                      option={option}
                      isCurrent={option === current}
                      onChoose={() => onChoose(option)}
                      onPoint={() => setIndex(shown.indexOf(option))}
                    />
                  ))}
                </div>
              ),
            )}
          </div>
          {shown.length > 0 || isSearching ? null : (
            <div className="px-6 py-10 text-center text-muted text-sm">{empty}</div>
          )}
          <p role="status" className="sr-only">
            {isSearching ? "" : searchTexts.results(typed.trim(), shown.length)}
          </p>
          <KeyHints />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface OptionRowProps {
  id: string;
  option: SearchOption;
  isCurrent: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function OptionRow({ id, option, isCurrent, onChoose, onPoint }: OptionRowProps) {
  const { label, Icon, detail, code, codeBelow, snippet } = option;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and handles the keys.
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      // The field keeps the focus, for options that only change what was typed.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onPointerMove={onPoint}
      className="group/option flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 py-1.5 text-sm aria-selected:bg-sunken coarse:min-h-12"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-baseline gap-2">
          <bdi className="truncate" title={label}>
            {label}
          </bdi>
          {detail === undefined ? null : (
            <bdi className="shrink-[2] truncate text-muted text-xs" title={detail}>
              {detail}
            </bdi>
          )}
        </span>
        {codeBelow === undefined ? null : (
          <code className="block truncate font-mono text-muted text-xs leading-5">{codeBelow}</code>
        )}
        {snippet === undefined || snippet.length === 0 ? null : <Snippet parts={snippet} />}
      </span>
      {code === undefined ? null : (
        <code className="max-w-[45%] shrink-0 truncate font-mono text-muted text-xs max-sm:max-w-[35%]">
          {code}
        </code>
      )}
      <CornerDownLeft
        aria-hidden="true"
        className="invisible size-3.5 shrink-0 text-muted group-aria-selected/option:visible max-sm:hidden"
      />
    </div>
  );
}

function Snippet({ parts }: { parts: readonly SnippetPart[] }) {
  return (
    <span className="line-clamp-2 text-muted text-xs leading-4.5">
      {parts.map(({ text, isMarked }, index) =>
        isMarked ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a snippet never change order.
          <mark key={index} className="bg-transparent font-medium text-accent-text">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </span>
  );
}

/** What the keys do. Phones have none. */
function KeyHints() {
  return (
    <p
      aria-hidden="true"
      className="flex shrink-0 gap-4 border-t bg-surface px-4 py-2 text-muted text-xs max-sm:hidden"
    >
      {searchTexts.keys.map(([key, label]) => (
        <span key={key} className="flex items-center gap-1.5">
          <kbd className="rounded border bg-raised px-1 font-mono leading-4">{key}</kbd>
          {label}
        </span>
      ))}
    </p>
  );
}
