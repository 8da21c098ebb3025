import { describe, expect, test } from 'vitest';
import { machineName, parseProgram, pathText } from '../../../src/sources/app/parse-program.ts';
import { elf, machines } from '../../support/programs.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a script', () => {
  test.each([
    ['#!/bin/sh\necho', '/bin/sh', '', false],
    ['#! /bin/sh -e\n', '/bin/sh', '-e', false],
    ['#!/bin/bash\r\necho\r\n', '/bin/bash', '', true],
    ['#!/usr/bin/env python3 \r\n', '/usr/bin/env', 'python3', true],
    ['#!/usr/bin/env -S node --test\n', '/usr/bin/env', '-S node --test', false],
    ['#!/bin/sh', '/bin/sh', '', false],
    ['#!\n', '', '', false],
  ])('names its interpreter: %j', (text, interpreter, argument, hasWindowsLineEnds) => {
    expect(parseProgram(bytes(text))).toEqual({ kind: 'script', interpreter, argument, hasWindowsLineEnds });
  });

  test('is cut where the kernel cuts it', () => {
    expect(parseProgram(bytes(`#!/${'x'.repeat(1_000)}\n`))).toMatchObject({ interpreter: `/${'x'.repeat(253)}` });
  });
});

describe('an ELF file', () => {
  test('names its machine, and its loader where it has one', () => {
    expect(parseProgram(elf(machines.arm64))).toEqual({ kind: 'elf', machine: 183, isExecutable: true });
    const dynamic = elf(machines.amd64, '/lib/ld-musl-x86_64.so.1');
    const program = parseProgram(dynamic);
    expect(program).toEqual({ kind: 'elf', machine: 62, isExecutable: true, loader: { offset: 120, length: 25 } });
    expect(pathText(dynamic.subarray(120, 145))).toBe('/lib/ld-musl-x86_64.so.1');
    expect([62, 183, 9_999].map(machineName)).toEqual(['amd64', 'arm64', 'machine 9999']);
  });

  test('may be cut or garbled without harm', () => {
    const whole = elf(machines.amd64, '/lib64/ld-linux-x86-64.so.2');
    for (let length = 0; length < whole.length; length += 1) parseProgram(whole.subarray(0, length));
    whole.fill(0xff, 16);
    expect(parseProgram(whole)).toEqual({ kind: 'elf', machine: 65_535, isExecutable: false });
  });
});

test.each([
  ['\u00cf\u00fa\u00ed\u00fe\u0007\0\0\u0001', 'a macOS program'],
  ['MZ\u0090\0\u0003\0\0\0', 'a Windows program'],
  ['PK\u0003\u0004\n\0', 'an archive (zip or jar)'],
  ['\u0001\u0002\0\u0003', 'binary data'],
])('knows what is no program: %j', (text, what) => {
  expect(parseProgram(bytes(text))).toEqual({ kind: 'binary', what });
});

test.each(['', 'echo hello\n', "MZqFpD='\n\0\0\u0010"])('leaves the rest to a shell: %j', (text) => {
  expect(parseProgram(bytes(text))).toEqual({ kind: 'text' });
});
