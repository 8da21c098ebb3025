import type { Dependency } from '../../core/facts/dependency.ts';

/** What a server turned the app away for. */
export interface Rejection {
  /** After the server's name. */
  readonly words: string;
  /** What to do about it, where the server is called so. */
  readonly step: (name: string) => string;
}

/** By the first of these texts that says it; undefined where none does, or where the trouble is another one. */
export function rejectionOf({ how }: Dependency, texts: readonly (string | undefined)[]): Rejection | undefined {
  if (how !== 'rejected') return undefined;
  for (const text of texts) {
    for (const [pattern, rejection] of REJECTIONS) {
      const found = pattern.exec(text ?? '');
      if (found !== null) return rejection(found[1] ?? '', found[2] ?? '');
    }
  }
  return undefined;
}

const REJECTIONS: readonly (readonly [RegExp, (first: string, second: string) => Rejection])[] = [
  [
    /password authentication failed for user "([^"]{1,64})"/,
    (user) => wrongPassword(user, 'POSTGRES_PASSWORD, PGPASSWORD', KEPT),
  ],
  [
    /Access denied for user '([^']{1,80})'@'[^']{0,253}'(?: \(using password: (YES|NO)\))?/,
    (user, isUsed) => (isUsed === 'NO' ? noPassword(user) : wrongPassword(user, 'MYSQL_PASSWORD', KEPT)),
  ],
  [
    /\bdatabase "([^"]{1,63})" does not exist/,
    (database) => ({
      words: `has no database "${database}"`,
      step: (name) =>
        `Create the database ${database} on ${name}, or correct its name in what the app is given (DATABASE_URL or the like).`,
    }),
  ],
];

const KEPT = 'A volume that was made with another password keeps that one.';

const wrongPassword = (user: string, variables: string, more: string): Rejection => ({
  words: `does not accept the password of the user "${user}"`,
  step: (name) =>
    `Correct the password that the app is given for ${name} (${variables}, or within DATABASE_URL), or that of the user ${user} on the server. ${more}`,
});

const noPassword = (user: string): Rejection => ({
  words: `lets the user "${user}" in with a password only, and the app sent none`,
  step: (name) => `Give the app the password of the user ${user} for ${name} (MYSQL_PASSWORD, or within DATABASE_URL).`,
});
