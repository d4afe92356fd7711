"use client";

import { Select as Base } from "@base-ui/react/select";
import type { ChoiceProps } from "./option.ts";
import { headingClasses, itemClasses, OptionLabel, popupClasses } from "./option-label.tsx";

/** The options of a select, reached with the arrow keys and by typing their first letters. */
export function ListPopup({ anchor, isOpen, onOpenChange, groups, selected, onSelect, label }: ChoiceProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange} value={selected} onValueChange={onSelect}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          positionMethod="fixed"
          align="start"
          alignItemWithTrigger={false}
          sideOffset={4}
          collisionPadding={8}
          className="z-60 outline-none"
        >
          <Base.Popup finalFocus={() => anchor} className={popupClasses}>
            <Base.List aria-label={label} className="overflow-y-auto p-1 outline-none">
              {groups.map((group, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a select don't change their order.
                <Base.Group key={index}>
                  {group.label === "" ? null : (
                    <Base.GroupLabel className={headingClasses}>{group.label}</Base.GroupLabel>
                  )}
                  {group.options.map((option) => (
                    <Base.Item
                      key={option.value}
                      value={option}
                      label={option.label}
                      disabled={option.isDisabled}
                      className={itemClasses}
                    >
                      <OptionLabel option={option} />
                    </Base.Item>
                  ))}
                </Base.Group>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
