import { agoWords } from '../time-words.ts';

/** How far the agent's clock is ahead of the browser's, in ms. */
let aheadMs = 0;

/** The Date header has whole seconds, so a smaller difference is noise. */
const NOISE_MS = 2_000;

/** Learns the time of the agent from a response that has just arrived. */
export function learnTime(date: string | null): void {
  const ahead = Date.parse(date ?? '') - Date.now();
  aheadMs = Math.abs(ahead) > NOISE_MS ? ahead : 0;
}

/** Fills in every "12 s ago" of the page. */
export function updateAges(): void {
  const now = Date.now() + aheadMs;
  for (const each of document.querySelectorAll<HTMLElement>('.ago')) {
    const words = `(${agoWords(now - Date.parse(each.dataset['at'] ?? ''))})`;
    if (each.textContent !== words) each.textContent = words;
  }
}
