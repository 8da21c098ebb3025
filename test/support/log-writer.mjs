// Writes numbered lines to a file without pause, and rotates it as loggers and rotation programs do.
// node log-writer.mjs PATH KIND: 50 lines every 2 ms; each byte on stdin is a rotation; prints their number when stdin ends.
// KIND `others`: a rotation program does it, and SIGUSR1 opens the path anew.
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const [path, kind] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });
let number = 0;
let rotated = 0;
let fd = kind === 'symlink' ? linked() : openSync(path, 'a');

/** A file of its own for each period, and the path a link to the newest. */
function linked() {
  const target = `${path}-${rotated}`;
  const opened = openSync(target, 'a');
  symlinkSync(target, `${path}.new`);
  renameSync(`${path}.new`, path);
  return opened;
}

const rotate = {
  /** logrotate's `create`, and loggers that rotate by themselves. */
  rename: () => {
    renameSync(path, `${path}.${rotated}`);
    return openSync(path, 'a');
  },
  copytruncate: () => {
    copyFileSync(path, `${path}.${rotated}`);
    truncateSync(path);
    return fd;
  },
  symlink: linked,
  /** Deleted, and made again. */
  recreate: () => {
    rmSync(path);
    return openSync(path, 'a');
  },
  directory: () => {
    renameSync(dirname(path), `${dirname(path)}.${rotated}`);
    mkdirSync(dirname(path));
    return openSync(path, 'a');
  },
};

function burst() {
  let text = '';
  for (let line = 0; line < 50; line += 1) {
    text += `${number} the app says what it does, and goes on\n`;
    number += 1;
  }
  writeSync(fd, text);
}

process.on('SIGUSR1', () => {
  closeSync(fd);
  fd = openSync(path, 'a');
});
const timer = setInterval(burst, 2);
process.stdin.on('data', (asked) => {
  for (let each = 0; each < asked.length; each += 1) turn();
});
process.stdin.on('end', () => {
  clearInterval(timer);
  console.log(number);
});

function turn() {
  rotated += 1;
  const before = fd;
  fd = rotate[kind]();
  if (before === fd) return;
  // A last word to the old file, as of a process that has not been told yet.
  writeSync(before, `${number} the last line of this file\n`);
  number += 1;
  closeSync(before);
}
