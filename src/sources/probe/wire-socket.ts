import { Socket } from 'node:net';

const KEPT_HEAD_BYTES = 512;
const MAX_HELD_BYTES = 16_384;
const CONTINUE = 'HTTP/1.1 100';

/** Where a connection goes: an IP address, never a name. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** What a connection showed so far, whichever protocol was spoken over it. */
export interface Trace {
  readonly isConnected: boolean;
  readonly receivedBytes: number;
  /** The first 512 bytes that came, interim `100 Continue` answers left out. */
  readonly head: Buffer;
}

/**
 * A TCP socket that remembers how the peer's bytes begin, and swallows `100 Continue` answers in front of the first other byte:
 * what is remembered is how the answer itself begins, and a client must bear them unasked (RFC 9110, 15.2).
 */
export class WireSocket extends Socket implements Trace {
  isConnected = false;
  receivedBytes = 0;
  head: Buffer = Buffer.alloc(0);
  #held: Buffer | undefined = Buffer.alloc(0);

  constructor() {
    super();
    // A connection's failure is told by what waits for it; without a listener it would end the agent.
    this.on('error', () => undefined);
  }

  /** Connects; resolves with the error, or with undefined once connected. An aborted or destroyed socket gives an error too. */
  reach({ address, port }: Target): Promise<NodeJS.ErrnoException | undefined> {
    return new Promise((resolve) => {
      this.once('error', resolve);
      this.once('close', () => resolve(failure('ECONNABORTED')));
      this.once('connect', () => {
        this.isConnected = !isOwnEcho(this);
        if (this.isConnected) resolve(undefined);
        else this.destroy(failure('ECONNREFUSED'));
      });
      this.connect({ host: address, port });
    });
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0);
    this.receivedBytes += bytes.length;
    if (this.#held === undefined) return this.#pass(chunk, encoding);
    this.#held = withoutContinue(Buffer.concat([this.#held, bytes]));
    if (chunk !== null && mayBeContinue(this.#held)) return true;
    const held = this.#held;
    this.#held = undefined;
    const wantsMore = held.length === 0 || this.#pass(held);
    return chunk === null ? super.push(null) : wantsMore;
  }

  #pass(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (Buffer.isBuffer(chunk) && this.head.length < KEPT_HEAD_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, KEPT_HEAD_BYTES - this.head.length)]);
    }
    return super.push(chunk, encoding);
  }
}

/** The bytes after all whole `100 Continue` answers at the beginning. */
function withoutContinue(bytes: Buffer): Buffer {
  const end = bytes.toString('latin1', 0, CONTINUE.length) === CONTINUE ? bytes.indexOf('\r\n\r\n') : -1;
  return end < 0 ? bytes : withoutContinue(bytes.subarray(end + 4));
}

/** Whether it takes more bytes to tell that this is no `100 Continue`, or where it ends. */
function mayBeContinue(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, CONTINUE.length);
  return bytes.length <= MAX_HELD_BYTES && CONTINUE.startsWith(start);
}

/**
 * Whether a socket is connected to itself. A port without a listener that the kernel also chose as the source port
 * connects (RFC 9293, 3.5, simultaneous open): one in 28,000 on a port from 32768 on.
 */
const isOwnEcho = ({ localPort, remotePort, localAddress, remoteAddress }: Socket): boolean =>
  localPort === remotePort && localAddress === remoteAddress;

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
