import { describe, expect, test } from 'vitest';
import { shellScript } from '../../../src/remedies/shell/shell-script.ts';

/** Each program with its marks: `&` background, `?` possibly never runs, `w` awaited there, `x` stopped by the script, `o` in a loop. */
const told = (text: string, args: readonly string[] = []) =>
  shellScript(text, args)
    .steps.filter(({ isProgram }) => isProgram)
    .map(({ words, isBackground, isConditional, isAwaited, isStopped, loop }) => {
      const behind = isBackground ? `&${isAwaited ? 'w' : ''}${isStopped ? 'x' : ''}` : '';
      return `${words.join(' ')} ${behind}${isConditional ? '?' : ''}${loop === undefined ? '' : 'o'}`.trim();
    });

describe('what a script starts', () => {
  test.each([
    ['a; b &\nc', ['a', 'b &', 'c']],
    ['a && \\\n  b & c', ['a &', 'b &', 'c']],
    ['a &&\nb & c', ['a &', 'b &', 'c']],
    ['a | b & c', ['a &', 'b &', 'c']],
    ['{ a; b; } & c', ['a &', 'b &', 'c']],
    ['( a; b ) & c', ['a &', 'b &', 'c']],
    ['( (a; b) & c ) | d', ['a &', 'b &', 'c', 'd']],
    ['{ a & b; }; c', ['a &', 'b', 'c']],
    ['cat >x <<EOF\na; b &\nEOF\nc', ['c']],
    ['cat >x <<-"END"\n\ta\n\tEND\nb; cat <<EOF', ['b']],
    ['echo $((1<<2)); a', ['a']],
    ['(( n < 5 )) && a; b', ['a ?', 'b']],
    ['L=(a b); c', ['c']],
    ['exec > >(tee log) 2>&1; a', ['a']],
    ['diff <(a) <(b); c', ['c']],
    ['[[ a && b ]]; c', ['c']],
    ['', []],
  ])('%j', (text, programs) => {
    expect(told(text)).toEqual(programs);
  });
});

describe('commands that possibly never run', () => {
  test.each([
    ['if [ "$C" = 1 ]; then a & fi; exec b', ['a &?', 'b']],
    ['if a; then b; elif c; then d; else e; fi; f', ['a', 'b ?', 'c ?', 'd ?', 'e ?', 'f']],
    ['if x; then\n  if y; then a; fi\n  b &\nfi\nc', ['x', 'y ?', 'a ?', 'b &?', 'c']],
    ['case "$R" in cron) a & ;; web|w) b;; *) c ;; esac; d', ['a &?', 'b ?', 'c ?', 'd']],
    ['case $R in\n  (x) if y; then a; fi ;;\n  z) b\nesac\nc', ['y ?', 'a ?', 'b ?', 'c']],
    ['[ "$C" = 1 ] && a & exec b', ['a &?', 'b']],
    ['[[ -n $C && -z $D ]] && { a & }; b', ['a &?', 'b']],
    ['command -v x && a; b', ['a ?', 'b']],
    ['! a && b; c', ['a', 'b ?', 'c']],
    ['a || b; c', ['a', 'b ?', 'c']],
    ['[ -f x ] || a && b', ['a ?', 'b']],
    ['cd /srv && a && b', ['a', 'b']],
    ['while [ -f x ]; do a; done; b', ['a ?o', 'b']],
    ['for x in $L; do a; done; for x in 1 2; do b; done', ['a ?o', 'b o']],
  ])('%s', (text, programs) => {
    expect(told(text)).toEqual(programs);
  });
});

describe('commands that never run are left out', () => {
  test.each([
    ['exec a; b', ['a']],
    ['exec a & b', ['a &', 'b']],
    ['exec a || b; c', ['a', 'b ?']],
    ['[ -f x ] && exec a; b', ['a ?', 'b']],
    ['a; exit 0; b', ['a']],
    ['(exit 1); a', ['a']],
    ['while true; do a; done; b', ['a o']],
    ['while true; do a; done & b', ['a &o', 'b']],
    ['f() { a & }; b', ['b']],
    ['f() { a & }; f; b', ['a &', 'b']],
    ['function f {\n  a "$1"\n}\nf x; f y', ['a x', 'a y']],
    ['main()\n{\n  exec "$@"\n  a\n}\nmain b c\nd', ['b c']],
    ['f() { a; }; [ "$C" ] && f; b', ['a ?', 'b']],
    ['stop() { kill $P; }; trap stop TERM; a & P=$!; wait $P', ['a &']],
    ['shift; exec "$@"', ['$@']],
  ])('%s', (text, programs) => {
    expect(told(text)).toEqual(programs);
  });
});

describe('commands that the script waits for, or stops', () => {
  test.each([
    ['a & wait $!; exec b', ['a &w', 'b']],
    ['a & b & wait; exec c', ['a &w', 'b &w', 'c']],
    ['a & b & wait', ['a &', 'b &']],
    ['a & A=$!; b & wait "$A"; exec c', ['a &w', 'b &', 'c']],
    ['a & b & wait %2; c', ['a &', 'b &w', 'c']],
    ['a & P="$P $!"; b & P="$P $!"; wait $P; c', ['a &w', 'b &w', 'c']],
    ['a & M=$!; sleep 3; kill $M; exec b', ['a &wx', 'b']],
    ['a & M=$!; kill -TERM "$M"; exec b', ['a &wx', 'b']],
    ['a & M=$!; kill -0 $M; exec b', ['a &', 'b']],
    ['a & trap "kill $!" TERM; wait $!', ['a &']],
    ['a & b & wait -n; exit $?', ['a &', 'b &']],
    ['while :; do a & P=$!; sleep 4; kill $P; done', ['a &wxo']],
    ['while :; do a & wait $!; done', ['a &wo']],
  ])('%s', (text, programs) => {
    expect(told(text)).toEqual(programs);
  });
});

describe('a loop', () => {
  test.each([
    ['until a; do sleep 1; done; b', [{ kind: 'until', isWait: true }]],
    ['while a; do sleep 1; done; b', [{ kind: 'while', isWait: true }]],
    ['while ! false; do a; done', [{ kind: 'while', isWait: false }]],
    [
      'while :; do until a; do :; done; b; done',
      [
        { kind: 'until', isWait: true },
        { kind: 'while', isWait: false },
      ],
    ],
    [
      'while :; do while :; do a && break 2; done; done; b',
      [
        { kind: 'while', isWait: true },
        { kind: 'while', isWait: true },
      ],
    ],
    [
      'while :; do while :; do a && break; done; done; b',
      [
        { kind: 'while', isWait: false },
        { kind: 'while', isWait: false },
      ],
    ],
    ['f() { while :; do a && return; done; }; f; b', [{ kind: 'while', isWait: true }]],
    ['c | while read x; do a $x; done', [{ kind: 'while', isWait: true }]],
    ['while :; do sleep 1; done', []],
  ])('%s', (text, loops) => {
    expect(shellScript(text).loops.map(({ kind, isWait }) => ({ kind, isWait }))).toEqual(loops);
  });
});

describe('stays bounded and harmless', () => {
  test.each([
    ['if', 'if '.repeat(34_000)],
    ['ifs with commands', 'if a; then '.repeat(10_000)],
    ['ends of blocks', 'fi; done; esac; } '.repeat(6_000)],
    ['parentheses', '('.repeat(1e5)],
    ['arrays', 'A=('.repeat(3e4)],
    ['functions', 'f() { '.repeat(2e4)],
    ['functions that call themselves', 'f() { f; f "$@" "$@"; }; f a b'],
    [
      'functions that call each other',
      `${Array.from({ length: 60 }, (_, i) => `f${i}() { ${`f${i + 1}; `.repeat(20)}}`).join('\n')}\nf0`,
    ],
    ['words', `f() { g ${'"$@" '.repeat(200)}; }; g() { f ${'"$@" '.repeat(200)}; }; f a b c`],
    ['here-documents', '<<A\n'.repeat(3e4)],
    ['tests', '[[ '.repeat(3e4)],
    ['jobs', 'a & P=$!; wait $P; kill $P; '.repeat(4_000)],
    ['cases', 'case x in a) '.repeat(8_000)],
    ['nulls', '\0'.repeat(1e5)],
  ])('with a hundred thousand characters of %s', (_, text) => {
    const { steps, loops } = shellScript(text);
    expect(steps.length).toBeLessThanOrEqual(256);
    expect(steps.every(({ words }) => words.length <= 256)).toBe(true);
    expect(loops.length).toBeLessThanOrEqual(256);
  });
});
