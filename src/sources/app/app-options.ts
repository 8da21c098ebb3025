import type { OutputStream } from '../../core/facts/output-loss.ts';

/** How an app is started and its output read, whether its parent is the launcher or the agent. */
export interface AppOptions {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onDaemonize: 'exit' | 'adopt';
  /** Gets every chunk of the app's output. Must be quick and must not throw. */
  observe(stream: OutputStream, chunk: Buffer): void;
  /** Called when the output has ended, or is no longer read. */
  outputEnded(): void;
}
