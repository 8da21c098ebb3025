// needs: clang libclang-rt-14-dev
import { spawnSync } from 'node:child_process';
import { hasProgram } from './launcher.ts';

/** Why clang cannot build with its sanitizers here; undefined when it can. Their runtime is a package that clang alone does not bring. */
export function clangSanitizersObstacle(): string | undefined {
  if (!hasProgram('clang')) return 'needs clang';
  const empty = ['-fsanitize=address,undefined', '-x', 'c', '-', '-o', '/dev/null'];
  const { status } = spawnSync('clang', empty, { input: 'int main(void) { return 0; }' });
  return status === 0 ? undefined : "needs the runtime of clang's sanitizers (Debian: libclang-rt-14-dev)";
}
