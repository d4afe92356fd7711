/** The classes are defined in app/globals.css. */
export const buttonVariants = {
  primary: "button-primary",
  secondary: "button-secondary",
  quiet: "button-quiet",
  danger: "button-danger",
} as const;

export type ButtonVariant = keyof typeof buttonVariants;
