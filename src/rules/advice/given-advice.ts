import { type AdviceRow, inPlace } from './advice-row.ts';

/** What to do where a client, a server or a framework was not given what it needs. */
export const GIVEN_ADVICE: readonly AdviceRow[] = [
  // A value that is not set, which is often a variable; the words do not name it.
  [
    /must be a string, got "undefined"|secretOrPrivateKey must have a value|Expected string or URL object, got None|argument must be of type string(?: or .{1,80})?\. Received undefined|data and salt arguments required|OAuth2Strategy requires a clientID option/,
    (_, __, where) =>
      `Give a value to what is passed${inPlace(where)}: it is empty there, often because the environment variable that it is read from is not set in this container.`,
  ],
  [
    /Format of the initialization string does not conform/,
    (_, __, where) =>
      `Correct the connection string that is read${inPlace(where)}: it is not of the form \`Server=…;Database=…\`.`,
  ],
  [
    /URL must start with the protocol (.{1,60}?)(?:\.$|$)|expected connection string to start with (.{1,60})$/,
    (one, other) =>
      `Give the app a URL of its database that begins with ${one || other}: the one that it is given does not.`,
  ],
  // Keys and certificates.
  [
    /DECODER routines::unsupported|PEM routines::?(?:get_name:)?no start line|Could not deserialize key data|Could not parse the provided public key/,
    (_, __, where) =>
      `Give the whole key in PEM form to what is read${inPlace(where)}: it cannot be parsed. A variable often holds \`\\n\` in place of its line breaks.`,
  ],
  [/\bkey values mismatch\b/, () => 'Give the server a certificate and a key that belong together: they do not.'],
  // Clouds.
  [
    /Could not load the default credentials|default credentials were not found/i,
    () =>
      'Give the container credentials of Google Cloud: mount the key of a service account and set GOOGLE_APPLICATION_CREDENTIALS to its path, or attach an account to what runs it.',
  ],
  [
    /\bUnable to locate credentials\b|Could not load credentials from any providers|Unable to load credentials from any of the providers/,
    () =>
      'Give the container credentials of AWS: attach a role to what runs it, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  // Rails.
  [
    /Missing encryption key to decrypt file with/,
    () =>
      'Set the environment variable RAILS_MASTER_KEY for this container, to what config/master.key holds: the credentials cannot be read without it.',
  ],
  [
    /\bActiveSupport::MessageEncryptor::InvalidMessage\b/,
    () => 'Correct RAILS_MASTER_KEY: the credentials were encrypted with another key.',
  ],
  // Flask, .NET.
  [
    /Could not locate a Flask application/,
    () =>
      'Name the app: `flask --app MODULE run`, or set the environment variable FLASK_APP, and start it in the directory of that module.',
  ],
  [
    /No server certificate was specified, and the default developer certificate could not be found/,
    () =>
      'Leave https out of ASPNETCORE_URLS where the platform ends TLS itself, or mount a certificate and set ASPNETCORE_Kestrel__Certificates__Default__Path.',
  ],
  [
    /\b[Cc]onfiguration (?:value|key|setting|section) ['"]([A-Za-z]\w{0,60}(?::\w{1,60}){0,5})['"] (?:was not found|could not be found|is missing|is not set|is required)/,
    (name) =>
      `Set the environment variable ${name.replaceAll(':', '__')} for this container, or \`${name}\` in appsettings.json: the app reads this setting, and it is not there.`,
  ],
  // Prisma.
  [
    /The `([\w.-]{1,200})` migration started at .{1,60} failed$/,
    (name) =>
      `Correct what the migration ${name} failed over, then mark it with \`prisma migrate resolve --rolled-back ${name}\` (\`--applied\` where its changes are all made): until then Prisma applies no other.`,
  ],
  // nginx.
  [
    /directive "([\w-]{1,60})" is not terminated by ";" in (\S{1,200}):(\d{1,7})$/,
    (directive, file) => `End \`${directive}\` with a semicolon in ${file}.`,
  ],
];
