"use client";

/** Changes a control's value as if the user had: React and the form are told. */
export function changeValue(control: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (control.value === value) return;
  // React overrides `value` on an input to notice changes, so the setter of the prototype is called.
  Reflect.set(Object.getPrototypeOf(control), "value", value, control);
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}
