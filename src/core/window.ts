/** The list with one more item at its end, and no longer than `limit`: the oldest go. */
export function pushed<T>(items: readonly T[], item: T, limit: number): readonly T[] {
  const longer = [...items, item];
  return longer.length > limit ? longer.slice(longer.length - limit) : longer;
}
