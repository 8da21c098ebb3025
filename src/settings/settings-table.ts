import type { Flag } from './flag.ts';
import { flags } from './flags.ts';

/** The settings as a Markdown table, for docs/settings.md. */
export function settingsTable(): string {
  const all: readonly Flag<unknown>[] = Object.values(flags);
  return ['| flag | meaning | accepts | default |', '| --- | --- | --- | --- |', ...all.map(row)].join('\n');
}

function row({ name, kind, shape, describe, fallback }: Flag<unknown>): string {
  const several = shape === 'list' ? ' (repeatable)' : '';
  const accepts = shape === 'switch' ? '(switch)' : kind.accepts;
  return `| \`--${name}\`${several} | ${describe} | ${accepts} | ${fallback} |`;
}
