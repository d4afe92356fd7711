"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Search } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { ChoiceProps, Option } from "./option.ts";
import { headingClasses, itemClasses, OptionLabel, popupClasses } from "./option-label.tsx";

const texts = { search: "Search", none: "No results" };

/** The options of a select with many, such as a team's people, with a field to search them. */
export function SearchPopup({
  anchor,
  isOpen,
  onOpenChange,
  groups,
  selected,
  onSelect,
  label,
}: ChoiceProps) {
  const { contains } = Base.useFilter();

  /** Enter selects the first result if none is highlighted, for example after a pointer passed over the list. */
  const selectFirst = (event: KeyboardEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    const isHighlighted = event.currentTarget.hasAttribute("aria-activedescendant");
    if (event.key !== "Enter" || value.trim() === "" || isHighlighted) return;
    const options = groups.flatMap((group) => group.options);
    onSelect(options.find(({ label: text, isDisabled }) => !isDisabled && contains(text, value)) ?? null);
  };

  return (
    <Base.Root
      items={groups.map(({ label: heading, options }) => ({ heading, items: options }))}
      itemToStringLabel={(option: Option) => option.label}
      open={isOpen}
      onOpenChange={onOpenChange}
      value={selected}
      onValueChange={onSelect}
      autoHighlight
    >
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          positionMethod="fixed"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 outline-none"
        >
          <Base.Popup finalFocus={() => anchor} aria-label={label} className={popupClasses}>
            <div className="relative shrink-0 border-b">
              <Search
                aria-hidden="true"
                className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
              />
              <Base.Input
                aria-label={`${texts.search} ${label}`}
                placeholder={texts.search}
                onKeyDown={selectFirst}
                className="h-9 w-full bg-transparent pr-3 pl-9 text-sm outline-none"
              />
            </div>
            <Base.Empty className="px-3 text-muted text-sm not-empty:py-2.5">{texts.none}</Base.Empty>
            <Base.List aria-label={label} className="overflow-y-auto p-1 outline-none empty:hidden">
              {(group: { heading: string; items: readonly Option[] }, index: number) => (
                <Base.Group key={index} items={group.items}>
                  {group.heading === "" ? null : (
                    <Base.GroupLabel className={headingClasses}>{group.heading}</Base.GroupLabel>
                  )}
                  <Base.Collection>
                    {(option: Option) => (
                      <Base.Item
                        key={option.value}
                        value={option}
                        disabled={option.isDisabled}
                        className={itemClasses}
                      >
                        <OptionLabel option={option} />
                      </Base.Item>
                    )}
                  </Base.Collection>
                </Base.Group>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
