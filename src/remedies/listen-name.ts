import { givenOption, typed } from './command-line/given-option.ts';
import { invocations } from './command-line/invocation.ts';
import { recognise } from './recognise.ts';
import { switches } from './servers/switches.ts';

/** The step for a server that must listen on a host name, which cannot be resolved here. Undefined if its command line gives an address, localhost or nothing. */
export function listenNameStep(command: readonly string[]): string | undefined {
  const { server } = recognise({ commands: [command] });
  const { bind: [, ...binds] = [String], host = [] } = switches[server.id] ?? {};
  const given = invocations(command)
    .map(({ args }) => givenOption(args, [...host, ...binds]))
    .find((option) => option !== undefined);
  const now = given && typed(given.words);
  const name = now === undefined ? undefined : NAME.exec(now)?.[1];
  if (now === undefined || name === undefined || name === 'localhost') return undefined;
  const then = now.slice(0, now.lastIndexOf(name)) + now.slice(now.lastIndexOf(name)).replace(name, '0.0.0.0');
  return `Start ${server.name} with \`${then}\` instead of \`${now}\`: the address to listen on must be this container's own, and the name has no address here.`;
}

/** The host name in an option's value: `--host web`, `-b tcp://web:80`, `--bind=web:80`. */
const NAME = /[ =](?:tcp:\/\/)?([A-Za-z][\w-]{0,62}(?:\.[\w-]{1,62}){0,6})(?::\d{1,5})?$/;
