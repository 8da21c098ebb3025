/** Puts a sentence into the page's only live region, where a screen reader speaks it. */
export function announce(sentence: string): void {
  const place = document.getElementById('news');
  if (place !== null) place.textContent = sentence;
}
