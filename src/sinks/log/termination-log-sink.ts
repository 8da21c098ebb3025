import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Sink } from '../../core/ports/sink.ts';
import { flat } from '../../core/redaction/neutralise.ts';
import { redact, type Safe } from '../../core/redaction/redact.ts';
import { ours } from '../../core/redaction/safe-json.ts';
import type { DiagnosisBody } from '../../core/report/diagnosis-body.ts';
import type { Report } from '../../core/report/report.ts';
import type { Logger } from '../../logger.ts';

/** Where Kubernetes reads a container's termination message, unless terminationMessagePath names another file. */
export const TERMINATION_LOG = '/dev/termination-log';

/** The kubelet reads no more. */
const LIMIT_BYTES = 4_096;
// Never created: without the file, no message is wanted. A pipe in its place must not block the open.
const FLAGS = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Writes the primary diagnosis to an existing file when the app has failed and when the agent exits. Clears it when the app has recovered. */
export function createTerminationLogSink(logger: Logger, path = TERMINATION_LOG): Sink {
  let written = ours('');
  let isWritten = false;
  let writing: Promise<void> = Promise.resolve();

  return {
    name: 'termination log',
    deliver(report) {
      const text = lastWords(report, written);
      if (text === written) return writing;
      written = text;
      writing = writing.then(() => write(text));
      return writing;
    },
  };

  async function write(text: Safe): Promise<void> {
    try {
      await overwrite(path, text);
    } catch (err) {
      const isAbsent = err instanceof Error && 'code' in err && err.code === 'ENOENT';
      if (isAbsent || isWritten) return;
      isWritten = true;
      logger.warn({ path, err }, 'the diagnosis cannot be written to the termination log');
    }
  }
}

function lastWords({ body, last }: Report, before: Safe): Safe {
  const primary = body.diagnoses.find((diagnosis) => diagnosis.primary);
  const isDue = body.status === 'failed' || last;
  if (primary !== undefined && isDue) return wordsOf(primary);
  // A failed app whose cause is unknown for a moment keeps the earlier words.
  return body.status === 'failed' ? before : ours('');
}

function wordsOf({ code, summary, remedy }: DiagnosisBody): Safe {
  const lines = [`${code}: ${summary}`, ...remedy.map((step) => `Fix: ${step}`)];
  return cut(redact(`${lines.map(flat).join('\n')}\n`));
}

/** At most the limit in bytes, cut between characters. */
function cut(text: Safe): Safe {
  const bytes = Buffer.from(text);
  if (bytes.length <= LIMIT_BYTES) return text;
  let end = LIMIT_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return ours(bytes.toString('utf8', 0, end));
}

async function overwrite(path: string, text: Safe): Promise<void> {
  const file = await open(path, FLAGS);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error(`${path} is not a regular file`);
    const bytes = Buffer.from(text);
    // In this order: if the grace ends in between, the words stay and the file is not empty.
    await file.write(bytes, 0, null, 0);
    await file.truncate(bytes.length);
  } finally {
    await file.close();
  }
}
