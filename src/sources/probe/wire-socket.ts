import { Socket } from 'node:net';
import { type ByteFilter, InterimFilter } from './byte-filter.ts';

const KEPT_HEAD_BYTES = 512;

/** The destination of a connection: an IP address, never a name. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** What a connection showed so far, whatever its protocol. */
export interface Trace {
  readonly isConnected: boolean;
  readonly receivedBytes: number;
  /** The first 512 bytes received, without interim HTTP responses. */
  readonly head: Buffer;
}

/** A TCP socket that remembers the peer's first bytes, and reads no more than its filter lets through. */
export class WireSocket extends Socket implements Trace {
  isConnected = false;
  receivedBytes = 0;
  head: Buffer = Buffer.alloc(0);
  readonly #filter: ByteFilter;

  constructor(filter: ByteFilter = new InterimFilter()) {
    super();
    this.#filter = filter;
    // The waiting code reports a connection's failure. Without a listener the error would crash the agent.
    this.on('error', () => undefined);
  }

  /** Whether the peer's first bytes are complete. */
  get isHeadKept(): boolean {
    return this.head.length >= KEPT_HEAD_BYTES;
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
    if (chunk === null) {
      this.#pass(this.#filter.rest(), encoding);
      return super.push(null);
    }
    if (this.#filter.isFull) return false;
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0);
    this.receivedBytes += bytes.length;
    const wantsMore = this.#pass(this.#filter.take(bytes), encoding);
    if (!this.#filter.isFull) return wantsMore;
    // Deferred: the reader may not have started, and data still in the stream would be lost.
    setImmediate(() => this.destroy());
    return false;
  }

  #pass(bytes: Buffer, encoding?: BufferEncoding): boolean {
    if (bytes.length === 0) return true;
    if (!this.isHeadKept) {
      this.head = Buffer.concat([this.head, bytes.subarray(0, KEPT_HEAD_BYTES - this.head.length)]);
    }
    return super.push(bytes, encoding);
  }
}

/**
 * Whether a socket is connected to itself (RFC 9293, 3.5, simultaneous open). It happens on a port without a listener if the kernel also
 * picks it as the source port. The odds are one in 28,000 for ports of 32768 and up.
 */
const isOwnEcho = ({ localPort, remotePort, localAddress, remoteAddress }: Socket): boolean =>
  localPort === remotePort && localAddress === remoteAddress;

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
