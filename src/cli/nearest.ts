/** The known word that was probably meant, or undefined if none is near: a third of the letters may differ, 3 at most. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const word = plain(given);
  const most = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let least = most + 1;
  for (const each of known) {
    const distance = Math.abs(each.length - word.length) > most ? least : editDistance(word, plain(each));
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

/** As it is compared: without regard to case, and `releaseTimeout` and `release_timeout` as `release-timeout`. */
const plain = (word: string): string =>
  word
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/** How many letters must be put in, left out, replaced, or exchanged with the next one (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isExchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const exchanged = isExchanged ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, exchanged));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? 0;
