import type { Listener } from '../../core/facts/listener.ts';
import type { Answer } from '../../core/facts/probe.ts';

const HEADERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(?:nginx|openresty|tengine)\b/i, 'nginx'],
  [/^apache\b/i, 'Apache'],
  [/^caddy\b/i, 'Caddy'],
  [/^haproxy\b/i, 'HAProxy'],
  [/^envoy\b/i, 'Envoy'],
  [/^varnish\b/i, 'Varnish'],
  [/^thruster\b/i, 'Thruster'],
];

const PROGRAMS: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  openresty: 'nginx',
  apache2: 'Apache',
  httpd: 'Apache',
  caddy: 'Caddy',
  haproxy: 'HAProxy',
  envoy: 'Envoy',
  varnishd: 'Varnish',
  thrust: 'Thruster',
};

/** The name of the front server that responded, by its header or by the program that listens there; undefined if unknown. */
export function frontOf({ server = '' }: Pick<Answer, 'server'>, atPort: readonly Listener[]): string | undefined {
  const byHeader = HEADERS.find(([pattern]) => pattern.test(server))?.[1];
  return byHeader ?? atPort.map(({ command }) => frontProgram(command ?? [])).find(Boolean);
}

/** The name by a command line; nginx sets its own title, `nginx: master process …`. */
export function frontProgram([program = '']: readonly string[]): string | undefined {
  const name = /([\w.-]+):?(?:\s|$)/.exec(program.split(/[\s:]/)[0]?.split('/').at(-1) ?? '')?.[1] ?? '';
  return PROGRAMS[name];
}
