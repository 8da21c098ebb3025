// npm run recording records a real broken start in a terminal, and its fix. It writes the recording and its picture to docs/images.
// --picture only draws the picture of the last recording again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castText, parseCast, type Recording } from './recording/cast.ts';
import { recordingPicture } from './recording/picture.ts';
import { screenRows } from './recording/screen.ts';
import { PROMPT, recordSession, type Step } from './recording/session.ts';
import { demoPackages, installMissing } from './setup.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/images/broken-start');
const COLUMNS = 100;
const ROWS = 40;
const CTRL_C = '\u0003';

const steps: readonly Step[] = [
  {
    type: 'sidewatch run -- gunicorn shop:app --bind 127.0.0.1:8000\n',
    until: /seen/,
    restSeconds: 3,
  },
  { type: CTRL_C, until: PROMPT, restSeconds: 1 },
  {
    type: 'sidewatch run -- gunicorn shop:app --bind 0.0.0.0:8000\n',
    until: /release check passed[\s\S]*\n/,
    restSeconds: 1,
  },
];

if (!process.argv.includes('--picture')) writeFileSync(`${file}.cast`, castText(await record()));
writeFileSync(`${file}.svg`, recordingPicture(parseCast(readFileSync(`${file}.cast`, 'utf8'))));
console.log('wrote docs/images/broken-start.svg');

async function record(): Promise<Recording> {
  const [missing] = installMissing(demoPackages);
  if (missing !== undefined) throw new Error(`the recording needs ${missing}`);
  const programs = mkdtempSync(join(tmpdir(), 'recording-'));
  const program = join(programs, 'sidewatch');
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${join(root, 'src/main.ts')} "$@"\n`, { mode: 0o755 });
  try {
    const outputs = await recordSession({
      columns: COLUMNS,
      rows: ROWS,
      directory: join(import.meta.dirname, 'demo'),
      environment: { PATH: `${programs}:${process.env['PATH']}`, PYTHONDONTWRITEBYTECODE: '1' },
      steps,
    });
    const recording = {
      title: 'A Gunicorn app that does not pass its health check, and what sidewatch logs',
      columns: COLUMNS,
      rows: ROWS,
      outputs,
    };
    const shown = screenRows(recording).length;
    if (shown > ROWS) throw new Error(`the recording has ${shown} rows, and the terminal ${ROWS}`);
    return recording;
  } finally {
    rmSync(programs, { recursive: true });
  }
}
