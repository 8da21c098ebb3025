const ALNUM = 'aB3dE5gH7jK9mN2pQ4rS6tU8vW0xY1zAcCeFfGiIkLlOoPqRsTuVwXyZ';
const UPPER = 'A2B3C4D5E6F7GHIJKLMNOPQRSTUVWXYZ';
const HEX = '0123456789abcdef';

/** A text of the corpus with its made-up parts put in: always the same ones. */
export const made = (text: string): string =>
  text.replace(/~([hu]?)(\d+)/g, (_, alphabet: string, length: string) => drawn(alphabet, Number(length)));

function drawn(alphabet: string, length: number): string {
  const letters = { h: HEX, u: UPPER }[alphabet] ?? ALNUM;
  let state = length * 7 + letters.length;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return letters[Math.floor(state / 65_536) % letters.length];
  }).join('');
}

/** The text as it is written, and the secrets in it. */
export function unmarked(text: string): { readonly text: string; readonly secrets: readonly string[] } {
  const full = made(text);
  return {
    text: full.replace(/[«»]/g, ''),
    secrets: [...full.matchAll(/«([^«»]*)(?:»|$)/g)].map(([, secret = '']) => secret),
  };
}

/** What of the secrets can still be read: the whole of one, or 6 characters of it in a row, unless the text `usual` holds it as well. */
export function leaked(shown: string, secrets: readonly string[], usual = ''): readonly string[] {
  const window = 6;
  return secrets.flatMap((secret) => {
    const parts = Array.from({ length: Math.max(1, secret.length - window + 1) }, (_, at) =>
      secret.slice(at, at + window),
    );
    return parts
      .filter((part) => /[A-Za-z0-9]{3}/.test(part) && shown.includes(part) && !usual.includes(part))
      .slice(0, 1);
  });
}
