import type { OutputStream } from '../../core/facts/output-loss.ts';

/** How an app is started and listened to, whoever is its parent. */
export interface AppOptions {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onDaemonize: 'exit' | 'adopt';
  /** Sees every chunk of the app's output; must be quick and must not throw. */
  observe(stream: OutputStream, chunk: Buffer): void;
  /** Called when there is no more output, or it is no longer read. */
  outputEnded(): void;
}
