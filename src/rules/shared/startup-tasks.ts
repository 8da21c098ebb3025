import type { Process } from '../../core/facts/process.ts';
import { isAlive } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';

/** Work that belongs before the start of a server. */
export type Chore = 'migration' | 'build' | 'install' | 'wait';

/** The newest process that does this work now. Shells do not count: their command line also names finished work. */
export function choreAmong(processes: readonly Process[]): { chore: Chore; process: Process } | undefined {
  const found = processes.filter(isAlive).flatMap((process) => {
    const chore = choreOf(process.command);
    return chore === undefined ? [] : [{ chore, process }];
  });
  return found.sort((a, b) => b.process.startedAt - a.process.startedAt || b.process.pid - a.process.pid)[0];
}

/** The work that a command line does; undefined for any other, and for a shell with a script in its arguments. */
export function choreOf(command: readonly string[]): Chore | undefined {
  const [program = '', first] = command;
  if (isShell(program) && first?.startsWith('-')) return undefined;
  const line = command.join(' ').slice(0, 1_000);
  return CHORES.find(([pattern]) => pattern.test(line))?.[1];
}

/** The work in words, after "it has been". */
export const choreWords: Readonly<Record<Chore, string>> = {
  migration: 'running a database migration',
  build: 'building',
  install: 'installing packages',
  wait: 'waiting for another host',
};

/** The step that moves the work where it belongs. */
export const choreAdvice: Readonly<Record<Chore, string>> = {
  migration:
    'Run the migration before the release, not at the start of every container (`before_deploy` in .aptible.yml, an init container, a release phase).',
  build: 'Build when the image is built (`RUN` in the Dockerfile), not when the container starts.',
  install: 'Install when the image is built (`RUN` in the Dockerfile), not when the container starts.',
  wait: 'Check the address of the host that it waits for, or start listening right away and let the app retry.',
};

const CHORES: readonly (readonly [RegExp, Chore])[] = [
  [/\b(?:manage\.py|django-admin) migrate\b/, 'migration'],
  [/\balembic\b.* upgrade\b|\bflask db upgrade\b|\baerich upgrade\b/, 'migration'],
  [/\b(?:rake|rails) db:(?:migrate|prepare|setup|schema:load|seed)\b/, 'migration'],
  [/\bprisma(?:\/\S*)? (?:migrate|db push)\b/, 'migration'],
  [
    /\b(?:knex|sequelize(?:-cli)?|typeorm|drizzle-kit|node-pg-migrate)\S* (?:\S+ )?(?:db:)?(?:migrat|push|up)/,
    'migration',
  ],
  [
    /\bartisan migrate\b|\becto\.migrate\b|\bflyway\b.* migrate\b|\bliquibase\b.* update\b|\b(?:dbmate|goose)\b.* up\b/,
    'migration',
  ],
  [/\b(?:npm|pnpm|yarn)(?:-cli\.js)? (?:run )?build\b/, 'build'],
  [/\b(?:next|nuxt|nuxi|vite|ng|react-scripts|astro|remix|gatsby|parcel|turbo)(?:\.m?js)? build\b/, 'build'],
  [/\/webpack(?:\.js)?(?: |$)|^webpack\b(?!-dev)|\btsc(?: |$)|\besbuild\b|\brollup\b/, 'build'],
  [/\bcollectstatic\b|\bassets:precompile\b/, 'build'],
  [/\b(?:go|cargo) build\b|\bmvn\b.* package\b|\bgradlew?\b.* build\b/, 'build'],
  [/\b(?:npm|pnpm|yarn)(?:-cli\.js)? (?:ci|install|i|add)\b/, 'install'],
  [
    /\bpip3?(?:\.\d+)? install\b|\buv (?:sync|pip install)\b|\b(?:poetry|pipenv|bundle|composer)(?:\.phar)? (?:install|sync)\b/,
    'install',
  ],
  [/\bapt(?:-get)? (?:-\S+ )*(?:install|update)\b|\bapk (?:-\S+ )*add\b/, 'install'],
  [/\bwait-for(?:-it|-postgres)?(?:\.sh)?\b|\bdockerize\b.* -wait\b|\bpg_isready\b|\bnc -\w*z/, 'wait'],
];
