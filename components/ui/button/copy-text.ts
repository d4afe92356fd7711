/**
 * Copies the text. On plain HTTP, where the Clipboard API is missing, it selects the text in `container` and copies the
 * selection. `container` must be inside the dialog that holds the focus. Returns false on failure.
 */
export async function copyText(text: string, container: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The API is missing, or the browser's settings block it.
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
