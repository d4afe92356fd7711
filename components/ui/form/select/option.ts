export interface Option {
  value: string;
  label: string;
  isDisabled?: boolean;
  /** The color of a dot before the label, as a class such as `bg-dot-green`. */
  dot?: string;
}

/** Options under a heading. */
export interface OptionGroup {
  label: string;
  options: readonly Option[];
}

export type Options = readonly (Option | OptionGroup)[];

export interface PopupProps {
  /** The select that opened the popup. */
  anchor: HTMLSelectElement;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** What the popups of a select show. Options without a heading are a group with an empty label. */
export interface ChoiceProps extends PopupProps {
  groups: readonly OptionGroup[];
  selected: Option | null;
  onSelect: (option: Option | null) => void;
  /** The accessible name of the list. */
  label: string;
}
