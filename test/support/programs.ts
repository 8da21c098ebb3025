import { Buffer } from 'node:buffer';

/** e_machine of elf(5). */
export const machines = { amd64: 62, arm64: 183 } as const;

/** The smallest 64-bit program that names a processor and, if asked, a dynamic loader. It does nothing. */
export function elf(machine: number, loader?: string): Buffer {
  const bytes = Buffer.alloc(64 + 56 + 256);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(loader === undefined ? 0 : 1, 56);
  if (loader === undefined) return bytes;
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(120n, 72);
  bytes.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  bytes.write(loader, 120, 'latin1');
  return bytes;
}
