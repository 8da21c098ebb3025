/** Ports that tools open for themselves: they say nothing of where the app serves. */
export const SIDE_PORTS: ReadonlySet<number> = new Set([
  2019, // Caddy's admin API
  4369, // Erlang's port mapper
  5005, // Java's debugger
  5678, // Python's debugger
  9229, // Node's inspector
]);
