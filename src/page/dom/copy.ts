/** Copies the text of an element. If the browser refuses, the text stays selected, and the result is false. */
export async function copy(source: Element): Promise<boolean> {
  return (await written(source.textContent ?? '')) || selectedAndCopied(source);
}

/** Browsers have this clipboard only on https and on localhost. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectedAndCopied(source: Element): boolean {
  const selection = window.getSelection();
  selection?.selectAllChildren(source);
  // Deprecated, but the only way on plain http from another host.
  if (!document.execCommand('copy')) return false;
  selection?.removeAllRanges();
  return true;
}
