// Finds where this machine's packages come from, in its apt sources (sources.list(5), both styles).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

/** The archive that serves the machine's release, under any name; undefined if the apt sources do not name it. */
export function aptMirror(etc = '/etc'): string | undefined {
  const codename = /^VERSION_CODENAME="?([\w-]+)/m.exec(textOf(join(etc, 'os-release')))?.[1];
  const isOwn = ({ uri, suites, components }: Entry): boolean =>
    codename !== undefined && suites.includes(codename) && components.includes('main') && /^https?:\/\//.test(uri);
  return entriesOf(join(etc, 'apt')).find(isOwn)?.uri;
}

function entriesOf(apt: string): readonly Entry[] {
  const parts = namesIn(join(apt, 'sources.list.d')).map((name) => join(apt, 'sources.list.d', name));
  return [join(apt, 'sources.list'), ...parts].flatMap((file) =>
    file.endsWith('.sources') ? stanzas(textOf(file)) : file.endsWith('.list') ? oneLiners(textOf(file)) : [],
  );
}

const oneLiners = (text: string): readonly Entry[] =>
  text.split('\n').flatMap((line) => {
    const [, uri, suite, components] = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line) ?? [];
    return uri && suite ? [{ uri, suites: [suite], components: words(components) }] : [];
  });

const stanzas = (text: string): readonly Entry[] =>
  text
    .replace(/^#.*\n/gm, '')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const field = (name: string): readonly string[] =>
        words(new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1]);
      const isOff = !field('Types').includes('deb') || field('Enabled').includes('no');
      return isOff
        ? []
        : field('URIs').map((uri) => ({ uri, suites: field('Suites'), components: field('Components') }));
    });

const words = (text = ''): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
