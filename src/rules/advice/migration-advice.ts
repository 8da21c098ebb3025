import type { AdviceRow } from './advice-row.ts';

/** What to do where a tool that migrates a database refuses to: its files and what the database has applied do not fit each other. */
export const MIGRATION_ADVICE: readonly AdviceRow[] = [
  // Flyway.
  [
    /Migration checksum mismatch for migration (?:version )?([\w.]{1,60})/,
    (version) =>
      `Put the file of migration ${version} back as it was when it was applied, and write the change as a new migration. If the change is meant, run \`flyway repair\`.`,
  ],
  [
    /Detected applied migration not resolved locally: ([\w.]{1,60})/,
    (version) =>
      `Put the file of migration ${version} into the image: the database has applied it, and it does not exist here. The image may be older than the database.`,
  ],
  [
    /Detected (?:failed migration to|resolved migration not applied to database:) (?:version )?([\w.]{1,60})/,
    (version) =>
      `Clean up what migration ${version} left half done, run \`flyway repair\`, and migrate again; with \`outOfOrder=true\` where it is only older than the last one.`,
  ],
  // Liquibase.
  [
    /Could not acquire change log lock\.\s{1,4}Currently locked by (\S{1,80})/,
    (who) =>
      `Run \`liquibase release-locks\`, if no other container is migrating: ${who} took the lock and may have ended with it.`,
  ],
  [
    /\d{1,4} change ?sets? check ?sum/,
    () =>
      'Put the change set back as it was when it was applied, and write the change as a new one. If the change is meant, add `validCheckSum` to it.',
  ],
  // Alembic.
  [
    /Can't locate revision identified by '([\w-]{1,40})'/,
    (revision) =>
      `Put the file of revision ${revision} into \`versions\` of the image: the database is at that revision, and the image does not have it. The image may be older than the database.`,
  ],
  [
    /Multiple head revisions are present/,
    () => 'Run `alembic merge heads` and commit the file that it writes, or start with `alembic upgrade heads`.',
  ],
  // Django.
  [
    /InconsistentMigrationHistory: Migration ([\w.]{1,100}) is applied before its dependency ([\w.]{1,100})/,
    (applied, before) =>
      `Add the row of ${before} to the table django_migrations if its tables exist, or start with an empty database: ${applied} needs it and was applied without. It often follows a late change of AUTH_USER_MODEL.`,
  ],
  [
    /Conflicting migrations detected/,
    () => 'Run `python manage.py makemigrations --merge`, and commit the migration that it writes.',
  ],
  // Prisma.
  [
    /Prisma Migrate has detected that the environment is non-interactive/,
    () =>
      'Run `prisma migrate deploy` instead of `prisma migrate dev`: the latter asks questions and is for development.',
  ],
  [
    /Error: P3005\b|The database schema is not empty\. Read more about how to baseline/,
    () =>
      'Mark the first migration as applied with `npx prisma migrate resolve --applied NAME`: the database has tables and no history of migrations.',
  ],
  // Any: goose, Atlas, Entity Framework.
  [
    /(?:\brelation "|\btable "?|\bTable ')([\w.]{1,80})["']? already exists/,
    (table) =>
      `Mark the migration that creates ${table} as applied, or start with an empty database: the table exists, and the migrations do not know it.`,
  ],
  [
    /found \d{1,4} missing migrations? before current version (\d{1,20})/,
    () =>
      'Run `goose up -allow-missing`, or give those migrations a later number: they are older than the last one that was applied.',
  ],
  [
    /checksum mismatch \(atlas\.sum\)/,
    () => 'Run `atlas migrate hash` if the change of the file is meant, and commit atlas.sum; else put the file back.',
  ],
  [
    /model for context '(\w{1,80})' has pending changes/,
    () => 'Run `dotnet ef migrations add NAME` and commit the migration: the model has changed since the last one.',
  ],
  // Knex, golang-migrate, sqlx.
  [
    /The migration directory is corrupt, the following files are missing: (.{1,200}?)\.?$/,
    (files) =>
      `Put ${files} into the image: the database has applied them, and they do not exist here. The image may be older than the database.`,
  ],
  [
    /Migration table is already locked|MigrationLocked\b/,
    () =>
      'Run `npx knex migrate:unlock`, if no other container is migrating: one may have ended while it held the lock.',
  ],
  [
    /Dirty database version (\d{1,20})\. Fix and force version/,
    (version) =>
      `Clean up what migration ${version} left half done, then mark the last whole one with \`migrate force VERSION\`.`,
  ],
  [
    /no migration found for version (\d{1,20})/,
    (version) =>
      `Put the file of migration ${version} into the image: the database is at that version, and the image does not have it.`,
  ],
  [
    /migration (\d{1,20}) was previously applied but (?:is missing|has been modified)/,
    (version) =>
      `Put the file of migration ${version} back as it was when it was applied: this build has another one, or none.`,
  ],
];
