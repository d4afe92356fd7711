/** The classes are defined in app/globals.css. */
export const buttonLooks = {
  primary: "button-primary",
  secondary: "button-secondary",
  quiet: "button-quiet",
  danger: "button-danger",
} as const;

export type ButtonLook = keyof typeof buttonLooks;
