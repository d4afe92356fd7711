"use client";

import { type ComponentProps, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { authTexts } from "./texts.ts";

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, "label" | "type" | "end"> & {
  label?: string;
};

export function PasswordField({
  label = authTexts.password,
  name = "password",
  ...props
}: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      {...props}
      label={label}
      name={name}
      type={isShown ? "text" : "password"}
      end={
        <Button
          variant="quiet"
          className="h-7 px-2 text-xs"
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? authTexts.hide : authTexts.show}
        </Button>
      }
    />
  );
}
