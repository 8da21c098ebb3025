import { type AdviceRow, inPlace } from './advice-row.ts';

/** Steps for a client, a server or a framework that was not given what it needs. */
export const GIVEN_ADVICE: readonly AdviceRow[] = [
  // A value that is not set, often a variable, which the error does not name.
  [
    /must be a string, got "undefined"|secretOrPrivateKey must have a value|Expected string or URL object, got None|argument must be of type string(?: or .{1,80})?\. Received undefined|data and salt arguments required|OAuth2Strategy requires a clientID option/,
    (_, __, where) =>
      `Set the value that is passed${inPlace(where)}: it is empty, often because its environment variable is not set in this container.`,
  ],
  [
    /Format of the initialization string does not conform/,
    (_, __, where) =>
      `Correct the connection string that is read${inPlace(where)}: it does not have the form \`Server=…;Database=…\`.`,
  ],
  [
    /URL must start with the protocol (.{1,60}?)(?:\.$|$)|expected connection string to start with (.{1,60})$/,
    (one, other) => `Give the app a database URL that starts with ${one || other}: the current one does not.`,
  ],
  // Keys and certificates.
  [
    /DECODER routines::unsupported|PEM routines::?(?:get_name:)?no start line|Could not deserialize key data|Could not parse the provided public key/,
    (_, __, where) =>
      `Set the value that is read${inPlace(where)} to the whole key in PEM format: it cannot be parsed. A variable often contains \`\\n\` instead of line breaks.`,
  ],
  [
    /\bkey values mismatch\b/,
    () => 'Give the server a matching certificate and key: the current ones do not belong together.',
  ],
  // Clouds.
  [
    /Could not load the default credentials|default credentials were not found/i,
    () =>
      'Give the container Google Cloud credentials: attach a service account to it, or mount a key file and set GOOGLE_APPLICATION_CREDENTIALS to its path.',
  ],
  [
    /\bUnable to locate credentials\b|Could not load credentials from any providers|Unable to load credentials from any of the providers/,
    () =>
      'Give the container AWS credentials: attach a role to it, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  // Rails.
  [
    /Missing encryption key to decrypt file with/,
    () =>
      'Set the environment variable RAILS_MASTER_KEY for this container to the content of config/master.key: the credentials cannot be read without it.',
  ],
  [
    /\bActiveSupport::MessageEncryptor::InvalidMessage\b/,
    () => 'Correct RAILS_MASTER_KEY: the credentials were encrypted with another key.',
  ],
  // Flask, .NET.
  [
    /Could not locate a Flask application/,
    () =>
      'Start Flask in the directory of the app with `flask --app MODULE run`, or set the environment variable FLASK_APP.',
  ],
  [
    /No server certificate was specified, and the default developer certificate could not be found/,
    () =>
      'Remove https from ASPNETCORE_URLS if the platform terminates TLS, or mount a certificate and set ASPNETCORE_Kestrel__Certificates__Default__Path.',
  ],
  [
    /\b[Cc]onfiguration (?:value|key|setting|section) ['"]([A-Za-z]\w{0,60}(?::\w{1,60}){0,5})['"] (?:was not found|could not be found|is missing|is not set|is required)/,
    (name) =>
      `Set the environment variable ${name.replaceAll(':', '__')} for this container, or \`${name}\` in appsettings.json: the app reads this setting, but it is not set.`,
  ],
  // Prisma.
  [
    /The `([\w.-]{1,200})` migration started at .{1,60} failed$/,
    (name) =>
      `Fix the cause of the failed migration ${name}, then mark it with \`prisma migrate resolve --rolled-back ${name}\` (\`--applied\` if all its changes were made). Until then Prisma applies no other migration.`,
  ],
  // nginx.
  [
    /directive "([\w-]{1,60})" is not terminated by ";" in (\S{1,200}):(\d{1,7})$/,
    (directive, file) => `End \`${directive}\` with a semicolon in ${file}.`,
  ],
];
