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
    /Access denied for user '([^']{1,80})'@'[^']{0,253}' to database '([^']{1,64})'/,
    (user, database) => noRight(`the user "${user}"`, database),
  ],
  [
    /Access denied for user '([^']{1,80})'@'[^']{0,253}'(?: \(using password: (YES|NO)\))?/,
    (user, isUsed) => (isUsed === 'NO' ? noPassword(user) : wrongPassword(user, 'MYSQL_PASSWORD', KEPT)),
  ],
  [/\bLogin failed for user '([^']{1,80})'/, (user) => wrongPassword(user, 'MSSQL_SA_PASSWORD', KEPT)],
  [/\bdatabase "([^"]{1,63})" does not exist/, noDatabase],
  [/\bUnknown database '([^']{1,64})'/, noDatabase],
  [
    /\brole "([^"]{1,63})" does not exist/,
    (user) => ({
      words: `has no user "${user}"`,
      step: (name) =>
        `Create the user ${user} on ${name}, or correct the name in what the app is given (DATABASE_URL or the like).`,
    }),
  ],
  [
    /\bno pg_hba\.conf entry for host .{1,80}?, user "([^"]{1,63})", database "([^"]{1,63})"/,
    (user, database) => ({
      words: `does not let the user "${user}" into the database "${database}" from this host`,
      step: (name) =>
        `Allow the user ${user} in the pg_hba.conf of ${name}; where it asks for encryption, let the app connect over TLS (\`sslmode=require\`).`,
    }),
  ],
  [/\bpermission denied for database "?([^"\s]{1,63})"?/, (database) => noRight('its user', database)],
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

function noDatabase(database: string): Rejection {
  return {
    words: `has no database "${database}"`,
    step: (name) =>
      `Create the database ${database} on ${name}, or correct its name in what the app is given (DATABASE_URL or the like).`,
  };
}

function noRight(user: string, database: string): Rejection {
  return {
    words: `does not let ${user} into the database "${database}"`,
    step: (name) =>
      `Grant the app's user the database ${database} on ${name}, or correct the user's name in what the app is given.`,
  };
}
