import { announce } from './announce.ts';
import { copy } from './copy.ts';

const SHOWN_MS = 2_000;

/** Lets the buttons of the page work, also those that a later repaint adds. */
export function listenForButtons(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.classList.contains('more')) {
      button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
    }
    if (button?.classList.contains('copy')) void copyBefore(button);
  });
}

/** Copies the text in front of the button. */
async function copyBefore(button: HTMLButtonElement): Promise<void> {
  const source = button.previousElementSibling;
  if (source === null) return;
  const isCopied = await copy(source);
  announce(isCopied ? `Copied: ${source.textContent}` : 'The text is selected. Copy it with the keyboard.');
  button.textContent = isCopied ? 'Copied' : 'Selected';
  window.setTimeout(() => {
    button.textContent = 'Copy';
  }, SHOWN_MS);
}
