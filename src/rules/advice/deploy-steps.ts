import type { AdviceRow } from './advice-row.ts';

/** Steps for a part of the deployment that a framework reports as missing. The group is the name in the sentence. */
export const DEPLOY_STEPS: readonly AdviceRow[] = [
  [
    /PendingMigrationError|Migrations are pending/,
    () =>
      'Run `bin/rails db:migrate` before the server starts, in the entrypoint or as a deployment step: the database lacks migrations of this version.',
  ],
  [
    /No application encryption key has been specified|MissingAppKeyException/,
    () =>
      'Set the environment variable APP_KEY for this container: `php artisan key:generate --show` prints a value for it.',
  ],
  [
    /(?:no such table: |The table [`"](?=[\w.]{1,100}[`"] does not exist in the current database)|[Rr]elation "|Table ['"]|UndefinedTable\b.{0,40}relation ")([\w.]{1,100})(?:[`"] does not exist|' doesn't exist|" not found|$)/,
    (table) =>
      `Run the app's migrations before the server starts, in the entrypoint or as a deployment step: its database has no table ${table}.`,
  ],
  [
    /@prisma\/client did not initialize yet/,
    () => 'Run `npx prisma generate` in the Dockerfile, after `npm ci`: the client was not generated.',
  ],
  [
    /Missing staticfiles manifest entry for '([^']{1,200})'/,
    (file) => `Run \`python manage.py collectstatic --noinput\` in the Dockerfile: ${file} was not collected.`,
  ],
  [
    /The asset ["'`]([^"'`]{1,200})["'`] (?:is not present in the asset pipeline|was not found)/,
    (file) => `Run \`bin/rails assets:precompile\` in the Dockerfile: ${file} was not built.`,
  ],
  [
    /Vite manifest not found at: (\S{1,200})/,
    (file) => `Run \`npm run build\` in the Dockerfile: ${file.replace(/[.,]$/, '')} was not built.`,
  ],
];
