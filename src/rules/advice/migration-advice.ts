import type { AdviceRow } from './advice-row.ts';

/** Steps for a migration tool that refuses to run because its files do not match the migrations in the database. */
export const MIGRATION_ADVICE: readonly AdviceRow[] = [
  // Flyway.
  [
    /Migration checksum mismatch for migration (?:version )?([\w.]{1,60})/,
    (version) =>
      `Restore the file of migration ${version} as it was applied, and write the change as a new migration. If the change is intended, run \`flyway repair\`.`,
  ],
  [
    /Detected applied migration not resolved locally: ([\w.]{1,60})/,
    (version) =>
      `Put the file of migration ${version} into the image: the database has applied it, but the image does not have it. The image may be older than the database.`,
  ],
  [
    /Detected (?:failed migration to|resolved migration not applied to database:) (?:version )?([\w.]{1,60})/,
    (version) =>
      `Undo what migration ${version} left half done, run \`flyway repair\`, and migrate again. If the migration is only older than the last one, use \`outOfOrder=true\`.`,
  ],
  // Liquibase.
  [
    /Could not acquire change log lock\.\s{1,4}Currently locked by (\S{1,80})/,
    (who) =>
      `Run \`liquibase release-locks\` if no other container is migrating: ${who} took the lock and may have exited without releasing it.`,
  ],
  [
    /\d{1,4} change ?sets? check ?sum/,
    () =>
      'Restore the change set as it was applied, and write the change as a new one. If the change is intended, add `validCheckSum` to it.',
  ],
  // Alembic.
  [
    /Can't locate revision identified by '([\w-]{1,40})'/,
    (revision) =>
      `Put the file of revision ${revision} into \`versions\` of the image: the database is at that revision, but the image does not have it. The image may be older than the database.`,
  ],
  [
    /Multiple head revisions are present/,
    () => 'Run `alembic merge heads` and commit the file that it writes, or start with `alembic upgrade heads`.',
  ],
  // Django.
  [
    /InconsistentMigrationHistory: Migration ([\w.]{1,100}) is applied before its dependency ([\w.]{1,100})/,
    (applied, before) =>
      `Add a row for ${before} to the table django_migrations if its tables exist, or start with an empty database. ${applied} depends on it and was applied without it, often after a late change of AUTH_USER_MODEL.`,
  ],
  [
    /Conflicting migrations detected/,
    () => 'Run `python manage.py makemigrations --merge`, and commit the migration that it writes.',
  ],
  // Prisma.
  [
    /Prisma Migrate has detected that the environment is non-interactive/,
    () =>
      'Run `prisma migrate deploy` instead of `prisma migrate dev`, which prompts for input and is for development.',
  ],
  [
    /Error: P3005\b|The database schema is not empty\. Read more about how to baseline/,
    () =>
      'Mark the first migration as applied with `npx prisma migrate resolve --applied NAME`: the database has tables but no migration history.',
  ],
  // Any tool, then goose, Atlas, Entity Framework.
  [
    /(?:\brelation "|\btable "?|\bTable ')([\w.]{1,80})["']? already exists/,
    (table) =>
      `Mark the migration that creates ${table} as applied, or start with an empty database: the table exists, but no migration has created it.`,
  ],
  [
    /found \d{1,4} missing migrations? before current version (\d{1,20})/,
    () =>
      'Run `goose up -allow-missing`, or give those migrations a later number: they are older than the last applied one.',
  ],
  [
    /checksum mismatch \(atlas\.sum\)/,
    () =>
      'Run `atlas migrate hash` if the change of the file is intended, and commit atlas.sum. Otherwise restore the file.',
  ],
  [
    /model for context '(\w{1,80})' has pending changes/,
    () => 'Run `dotnet ef migrations add NAME` and commit the migration: the model has changed since the last one.',
  ],
  // Knex, golang-migrate, sqlx.
  [
    /The migration directory is corrupt, the following files are missing: (.{1,200}?)\.?$/,
    (files) =>
      `Put ${files} into the image: the database has applied them, but the image does not have them. The image may be older than the database.`,
  ],
  [
    /Migration table is already locked|MigrationLocked\b/,
    () =>
      'Run `npx knex migrate:unlock` if no other container is migrating: one may have exited while it held the lock.',
  ],
  [
    /Dirty database version (\d{1,20})\. Fix and force version/,
    (version) =>
      `Undo what migration ${version} left half done, then mark the last complete one with \`migrate force VERSION\`.`,
  ],
  [
    /no migration found for version (\d{1,20})/,
    (version) =>
      `Put the file of migration ${version} into the image: the database is at that version, but the image does not have it.`,
  ],
  [
    /migration (\d{1,20}) was previously applied but (?:is missing|has been modified)/,
    (version) => `Restore the file of migration ${version} as it was applied: this build has a different one, or none.`,
  ],
];
