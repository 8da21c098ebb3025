/** PostgreSQL's own client before version 14 writes three lines; the last two name host and port. */
const LINES = [
  /(?:^|: )could not connect to server: \S.{0,200}$/,
  /^\s{1,8}Is the server running on host "[^"]{1,253}".{0,80} and accepting$/,
  /^\s{1,8}TCP\/IP connections on port \d{1,5}\?$/,
] as const;

/** The pattern to search the raw output for. */
export const libpqNeedles = /could not connect to server|Is the server running on host|TCP\/IP connections on port/;

/** Reads line after line. Returns the whole message at the last of its three lines, and undefined at every other line. */
export function createLibpqReader(): (line: string) => string | undefined {
  let read: readonly string[] = [];
  return (line) => {
    const isNext = LINES[read.length]?.test(line) === true;
    read = isNext ? [...read, line.trim()] : LINES[0].test(line) ? [line.trim()] : [];
    if (read.length < LINES.length) return undefined;
    const whole = read.join(' ');
    read = [];
    return whole;
  };
}
