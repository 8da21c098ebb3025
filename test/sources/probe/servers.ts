// needs: openssl
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const LOOPBACK = '127.0.0.1';

/** Listens on a free port of loopback until the test is over. */
export async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** A server that does `talk` with every connection. */
export const rawPort = (talk: (socket: Socket) => void): Promise<number> => portOf(createServer(talk));

/** A server that answers the first bytes of every connection with these. */
export const answeringPort = (answer: string | Buffer): Promise<number> =>
  rawPort((socket) => socket.once('data', () => socket.end(answer)));

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly keyFile: string;
  readonly certFile: string;
}

/** A key and a certificate that nobody signed. */
export function certificate(): Certificate {
  const dir = temporaryDir();
  const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', '-subj', '/CN=test', ...files], { stdio: 'ignore' });
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), keyFile, certFile };
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'probe-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts a program that lives until the test is over; resolves when it wrote `ready`. */
export async function program(file: string, args: readonly string[], ready: RegExp): Promise<string> {
  const child: ChildProcess = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let written = '';
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      written += chunk.toString();
      if (ready.test(written)) resolve(written);
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${file} ended: ${written}`)));
  });
}

export const isInstalled = (file: string): boolean => existsSync(file);
