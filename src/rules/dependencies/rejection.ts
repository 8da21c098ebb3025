import type { Dependency } from '../../core/facts/dependency.ts';

/** Why a server rejected the app. */
export interface Rejection {
  /** Follows the server's name. */
  readonly words: string;
  /** The step for it, with the server's name. */
  readonly step: (name: string) => string;
}

/** From the first of these texts that gives a reason; undefined if none does, or if the trouble is not a rejection. */
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
        `Create the user ${user} on ${name}, or correct the user name in the app's configuration, such as DATABASE_URL.`,
    }),
  ],
  [
    /\bno pg_hba\.conf entry for host .{1,80}?, user "([^"]{1,63})", database "([^"]{1,63})"/,
    (user, database) => ({
      words: `denies the user "${user}" access to the database "${database}" from this host`,
      step: (name) =>
        `Allow the user ${user} in the pg_hba.conf of ${name}; if it requires encryption, make the app connect over TLS (\`sslmode=require\`).`,
    }),
  ],
  [/\bpermission denied for database "?([^"\s]{1,63})"?/, (database) => noRight('its user', database)],
];

const KEPT = 'A volume that was created with another password keeps that password.';

const wrongPassword = (user: string, variables: string, more: string): Rejection => ({
  words: `does not accept the password of the user "${user}"`,
  step: (name) =>
    `Correct the password that the app uses for ${name} (${variables}, or within DATABASE_URL), or the password of the user ${user} on the server. ${more}`,
});

const noPassword = (user: string): Rejection => ({
  words: `requires a password for the user "${user}", and the app sent none`,
  step: (name) => `Give the app the password of the user ${user} for ${name} (MYSQL_PASSWORD, or within DATABASE_URL).`,
});

function noDatabase(database: string): Rejection {
  return {
    words: `has no database "${database}"`,
    step: (name) =>
      `Create the database ${database} on ${name}, or correct its name in the app's configuration, such as DATABASE_URL.`,
  };
}

function noRight(user: string, database: string): Rejection {
  return {
    words: `denies ${user} access to the database "${database}"`,
    step: (name) =>
      `Grant the app's user access to the database ${database} on ${name}, or correct the user name in the app's configuration.`,
  };
}
