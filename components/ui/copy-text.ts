/**
 * Copies on plain http too, where the Clipboard API is missing: selects the text in `container` (which has to be
 * inside the dialog that holds the focus) and asks the browser to copy the selection. False when nothing worked.
 */
export async function copyText(text: string, container: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Missing, or refused by the browser's settings.
    return copySelection(text, container);
  }
}

function copySelection(text: string, container: HTMLElement): boolean {
  const selection = document.getSelection();
  if (selection === null) return false;
  const holder = document.createElement("span");
  holder.textContent = text;
  holder.style.cssText = "position:fixed;opacity:0;white-space:pre;user-select:text;-webkit-user-select:text";
  container.append(holder);
  try {
    const range = document.createRange();
    range.selectNodeContents(holder);
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  } finally {
    selection.removeAllRanges();
    holder.remove();
  }
}
