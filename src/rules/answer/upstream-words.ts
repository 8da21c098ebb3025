import type { UpstreamFailure } from '../../core/facts/log-event.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { behindFront } from '../../remedies/another-port.ts';
import { isPlain, shellPath } from '../../remedies/own-line.ts';
import { type Recognised, recognise } from '../../remedies/recognise.ts';
import { dataServers } from '../../remedies/servers/data-servers.ts';
import type { Server } from '../../remedies/servers/server.ts';
import { openSocketStep, socketStep } from '../../remedies/unix-socket.ts';
import { FORWARD_DIRECTIVES } from '../shared/forward-directives.ts';
import type { ServedPlace } from '../shared/served-place.ts';
import { silentSteps, silentUpstream, silentWords } from './silent-upstream.ts';
import {
  isLoopbackAddress,
  isSame,
  type UpstreamPlace,
  type UpstreamTrouble,
  upstreamTrouble,
} from './upstream-place.ts';

/** A front server without its backend. */
export interface Unforwarded {
  readonly front: string;
  readonly failure?: Pick<UpstreamFailure, 'reason'>;
  readonly place?: UpstreamPlace;
  /** The configuration file on its command line, if nothing else names the place: sidewatch does not read it. */
  readonly setIn?: string;
  readonly others: readonly ServedPlace[];
  /** Its own page reports a timeout. */
  readonly isLate?: boolean;
}

/** Why it gets no response, to end a sentence. */
export function upstreamWords(seen: Unforwarded): string {
  const { place, others, front, failure } = seen;
  const silent = silentUpstream(seen);
  if (silent) return silentWords(silent, front, failure === undefined ? '' : ` (${failure.reason})`);
  const owner = others.find((each) => place && isSame(each, place));
  return `${placeWords(seen, owner)}${owner ? '' : othersWords(seen)}`;
}

/** The reason by the place alone: what else listens is unknown. */
export function placeWords({ front, failure, place, setIn }: Unforwarded, owner: ServedPlace | undefined): string {
  const trouble = failure === undefined ? 'refused' : upstreamTrouble(failure);
  const why = failure === undefined ? '' : ` (${failure.reason})`;
  if (place === undefined) {
    return trouble === 'none-up'
      ? 'none of its backend servers is up'
      : `its backend${setIn === undefined ? '' : ` (set in ${setIn})`} does not respond${why}`;
  }
  const where = place.kind === 'socket' ? `the socket ${place.name}` : place.name;
  const isHere = place.kind === 'socket' || isLoopbackAddress(place.name);
  const words: Readonly<Record<UpstreamTrouble, string>> = {
    'none-up': `no server of its backend \`${place.name}\` is up`,
    missing: `${where}, where ${front} expects ${place.expects}, does not exist`,
    denied: `${front} is not allowed to open ${where}${owner ? ` of ${nameOf(owner)}` : ''}${why}`,
    refused: isHere
      ? `nothing listens on ${where}, where ${front} expects ${place.expects}${why}`
      : `${where} refuses the connection${why}`,
    unresolved: `${front} cannot resolve the name of ${where}${why}`,
    'big-header': `the response headers of ${where} are larger than ${front} accepts${why}`,
    closed: `${where} closes the connection without a response${why}`,
    other: `${where} does not respond to ${front}${why}`,
  };
  return words[trouble];
}

function othersWords({ others, place }: Unforwarded): string {
  const [first] = others;
  if (first === undefined) return place === undefined ? ', and nothing else in the container listens' : '';
  const owners = new Set(others.map(nameOf));
  return `; ${owners.size === 1 ? nameOf(first) : 'the app'} listens on ${placeNames(others.map(placeName))}`;
}

const placeName = ({ kind, name }: ServedPlace): string => (kind === 'socket' ? `unix:${name}` : name);

const serverOf = ({ command }: ServedPlace): Recognised => recognise({ commands: [command] });

function nameOf(place: ServedPlace): string {
  const { server, serverKnown } = serverOf(place);
  return serverKnown ? server.name : 'the app';
}

const isDataStore = (place: ServedPlace): boolean => dataServers.some(({ id }) => id === serverOf(place).server.id);

/** The step that keeps a front server from running without its backend. */
export const TOGETHER =
  'Make the container exit when the app exits (one command that watches both, or a supervisor that stops): the platform then restarts it.';

/** The steps for it, best first. They leave out a place whose name would need quoting in a configuration. */
export function upstreamSteps(found: Unforwarded): readonly string[] {
  const silent = silentUpstream(found);
  if (silent) return silentSteps(silent, found.front, found.place?.expects);
  const { place: named, ...rest } = found;
  const place = named && isPlain(named.name) ? named : undefined;
  const seen: Unforwarded = { ...rest, ...(place && { place }) };
  const { front, failure, others } = seen;
  const owner = others.find((each) => named && isSame(each, named));
  if (failure && upstreamTrouble(failure) === 'denied' && named) return accessSteps(front, named, owner);
  const answering = failure && ANSWERING[upstreamTrouble(failure)];
  if (answering !== undefined) return answering(seen);
  const [other] = others.filter((each) => each !== owner && !isDataStore(each) && isPlain(each.name));
  if (other && place) return elsewhereSteps(seen, place, other);
  return [...startSteps(seen), TOGETHER];
}

/** The steps for a backend that listens, or whose name is wrong: nothing needs to be started. */
const ANSWERING: Readonly<Partial<Record<UpstreamTrouble, (seen: Unforwarded) => readonly string[]>>> = {
  unresolved: ({ front, failure, place }) => {
    const name = `Correct the host name${place ? ` ${place.name}` : ''} in the configuration of ${front}, or attach the container to the network that knows it.`;
    if (front !== 'nginx') return [name];
    const own =
      'Write the name into `proxy_pass` itself, not into a variable: nginx then resolves it when it starts. With a variable it needs a `resolver` line with the address of a name server.';
    return failure?.reason === 'no resolver defined' ? [own, name] : [name];
  },
  'big-header': ({ front, place }) => {
    const kind = BUFFERS[place?.expects ?? ''] ?? 'proxy';
    return [
      front === 'nginx'
        ? `Write \`${kind}_buffer_size 16k;\` and \`${kind}_buffers 8 16k;\` into the server block of nginx.`
        : `Raise the size of the headers that ${front} accepts from the app.`,
      'Or make the app send fewer and smaller cookies.',
    ];
  },
  closed: () => [
    "Check the app's log for why it closes the connection: it may crash during the request, be stopped, or speak another protocol there.",
  ],
};

/** The prefix of its directives, by the program that it forwards to. */
const BUFFERS: Readonly<Record<string, string>> = { 'PHP-FPM': 'fastcgi', uWSGI: 'uwsgi' };

const openByHand = (path: string): string =>
  `Let every user open the socket once the app listens: \`chmod o+w ${shellPath(path)}\`.`;

/** Opening a socket needs write access to it, and search access to each directory above it. */
function accessSteps(front: string, { name }: UpstreamPlace, owner: ServedPlace | undefined): readonly string[] {
  const directory = name.slice(0, name.lastIndexOf('/'));
  const open = owner && isPlain(name) ? openSocketStep(serverOf(owner).server, name) : undefined;
  const search = directory === '' ? [] : [`Let every user enter its directory: \`chmod o+x ${shellPath(directory)}\`.`];
  const steps = owner?.isOpen ? search : [...(open === undefined ? [openByHand(name)] : [open]), ...search];
  return [...steps, `Or run ${front} as the user that owns the socket.`];
}

function elsewhereSteps({ front }: Unforwarded, place: UpstreamPlace, other: ServedPlace): readonly string[] {
  const { server } = serverOf(other);
  const move = placeStep(server, place);
  const target = { ...other, name: called(other.name) };
  const directive = FORWARD[front]?.(target, place.expects);
  return [
    ...(move ? [move] : []),
    directive === undefined
      ? `${move ? 'Or name' : 'Name'} the app's real address, ${placeName(other)}, in the configuration of ${front}.`
      : `${move ? 'Or let' : 'Let'} ${front} forward to ${placeName(target)}: ${directive}.`,
  ];
}

/** The step that makes the program listen at that place, in the front server's protocol and only for it. */
function placeStep(server: Server, { kind, name, expects }: UpstreamPlace): string | undefined {
  const port = /:(\d{1,5})$/.exec(name)?.[1];
  if (kind !== 'socket' && port === undefined) return undefined;
  const own = OWN_PROTOCOL[expects]?.(kind === 'socket' ? name : `127.0.0.1:${port}`);
  return own ?? (kind === 'socket' ? socketStep(server, name) : behindFront(server, Number(port)));
}

/** The backends to which a front server speaks a different protocol from HTTP. */
const OWN_PROTOCOL: Readonly<Record<string, (place: string) => string>> = {
  'PHP-FPM': (place) => `Write \`listen = ${place}\` in www.conf (the pool's file).`,
  uWSGI: (place) => `Start uWSGI with \`--socket ${place}\`.`,
};

/** An address as a program in the same container would write it. */
const called = (name: string): string => name.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[::\]:/, '[::1]:');

/** The directive with which each front server forwards to an address or a Unix socket, and to PHP-FPM on either. */
const FORWARD: Readonly<Record<string, (place: ServedPlace, expects: string) => string>> = {
  nginx: ({ kind, name, command }, expects) => {
    const target = kind === 'socket' ? `unix:${name}` : name;
    if (expects === 'PHP-FPM') return `\`fastcgi_pass ${target};\``;
    // uWSGI's option sets its protocol.
    if (expects === 'uWSGI')
      return command.some((word) => /^--http/.test(word))
        ? `\`proxy_pass http://${target};\``
        : `\`uwsgi_pass ${target};\``;
    return `\`server ${target};\` in its \`upstream\` block, or \`proxy_pass http://${target};\``;
  },
  Apache: ({ kind, name }, expects) => {
    const scheme = expects === 'PHP-FPM' ? 'fcgi' : 'http';
    return kind === 'socket'
      ? `\`ProxyPass "/" "unix:${name}|${scheme}://localhost/"\``
      : `\`ProxyPass "/" "${scheme}://${name}/"\``;
  },
  Caddy: ({ kind, name }, expects) =>
    `\`${expects === 'PHP-FPM' ? 'php_fastcgi' : 'reverse_proxy'} ${kind === 'socket' ? `unix/${name}` : name}\``,
  HAProxy: ({ kind, name }) => `\`server app ${kind === 'socket' ? `unix@${name}` : name}\` in its backend`,
  Varnish: ({ name }) => `\`-b ${name}\``,
  Thruster: ({ name }) => `\`TARGET_PORT=${name.slice(name.lastIndexOf(':') + 1)}\``,
};

/** The directive in the file, for a server that can also name its backend with an option. */
const IN_FILE: Readonly<Record<string, string>> = { Varnish: '`.host` and `.port` of the `backend`' };

function startSteps({ front, place, setIn }: Unforwarded): readonly string[] {
  if (place?.expects === 'PHP-FPM') {
    return [
      `Start PHP-FPM in this container (\`php-fpm --nodaemonize &\`) before ${front}, with \`listen = ${place.name}\` in www.conf (the pool's file).`,
    ];
  }
  if (place?.expects === 'uWSGI') {
    return [`Start uWSGI in this container before ${front}, with \`--socket ${place.name}\`.`];
  }
  const file = setIn === undefined ? undefined : (IN_FILE[front] ?? FORWARD_DIRECTIVES[front]);
  const named = front === 'HAProxy' && place !== undefined ? `${file} \`${place.name}\`` : file;
  const setting = file === undefined ? (FORWARD_DIRECTIVES[front] ?? 'its upstream setting') : `${named} in ${setIn}`;
  const see = 'and check its log: it may have crashed, or never started';
  return place === undefined || place.kind === 'group'
    ? [
        `Start the app that ${front} forwards to in the same container, ${see}.`,
        `Make the app listen on the address to which ${front} forwards (${setting}).`,
      ]
    : [
        `Start the app in the same container, where ${front} looks for it (${place.name}), ${see}.`,
        `Or name the app's real address in the configuration of ${front} (${setting}).`,
      ];
}
