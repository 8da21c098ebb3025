import type { Server } from './servers/server.ts';

/** How a server is told a Unix socket, as it is to be written. */
interface SocketSwitch {
  /** Listens there. */
  readonly listen: (path: string) => string;
  /** Lets every user of the container open it. */
  readonly open?: (path: string) => string;
  /** Where that is written; its command line unless given. */
  readonly file?: string;
}

/** How to have the server take HTTP on the socket (PHP-FPM: FastCGI), as one sentence; undefined where its switch is not known. */
export function socketStep({ id, name }: Server, path: string): string | undefined {
  const own = SWITCHES[id];
  return own && inWords(own, name, own.listen(path));
}

/** How to let other users open the server's socket, as one sentence; undefined where its switch is not known. */
export function openSocketStep({ id, name }: Server, path: string): string | undefined {
  const own = SWITCHES[id];
  return own?.open && inWords(own, name, own.open(path));
}

const inWords = ({ file }: SocketSwitch, name: string, code: string): string =>
  file === undefined ? `Start ${name} with \`${code}\`.` : `Write \`${code}\` in ${file}.`;

const SWITCHES: Readonly<Record<string, SocketSwitch>> = {
  gunicorn: { listen: (path) => `--bind unix:${path}`, open: () => '--umask 0' },
  hypercorn: { listen: (path) => `--bind unix:${path}`, open: () => '--umask 0' },
  uvicorn: { listen: (path) => `--uds ${path}` },
  granian: { listen: (path) => `--uds ${path}` },
  daphne: { listen: (path) => `-u ${path}` },
  waitress: { listen: (path) => `--unix-socket=${path}`, open: () => '--unix-socket-perms=666' },
  uwsgi: { listen: (path) => `--http-socket ${path}`, open: () => '--chmod-socket=666' },
  puma: { listen: (path) => `-b unix://${path}`, open: (path) => `-b unix://${path}?umask=0` },
  unicorn: { listen: (path) => `-l ${path}` },
  thin: { listen: (path) => `-S ${path}` },
  'php-fpm': {
    listen: (path) => `listen = ${path}`,
    open: () => 'listen.mode = 0666',
    file: "www.conf (the pool's file)",
  },
  node: {
    listen: (path) => `listen({ path: '${path}' })`,
    open: (path) => `listen({ path: '${path}', readableAll: true, writableAll: true })`,
    file: 'the Node program',
  },
};
