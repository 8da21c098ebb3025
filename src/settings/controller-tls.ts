import { SettingsError } from '../core/errors.ts';
import type { SettingProblem } from '../core/settings.ts';
import { certificateFile, keyFile } from './file-values.ts';
import { type PemFault, pemFault } from './pem-fault.ts';

/** Paths of the files for TLS with the controller, which were found to go together. */
export interface ControllerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Checks that certificate and key were both given and belong together, and that OpenSSL can read all. When one of them came as a flag
 * (`isFlag`) it throws SettingsError; else the problem is noted and the certificate is left out.
 */
export function checkedTls(tls: ControllerTls, isFlag: boolean, problems: SettingProblem[]): ControllerTls {
  const wrong = faultOf(tls);
  if (wrong === undefined) return tls;
  if (isFlag) throw new SettingsError(`${wrong.name} must be ${wrong.accepted}, got ${wrong.given}`);
  problems.push({ ...wrong, used: 'no certificate' });
  return {};
}

function faultOf(files: ControllerTls): PemFault | undefined {
  const [ca, cert] = [files.ca, files.cert].map((path) => path && certificateFile.parse(path));
  const key = files.key && keyFile.parse(files.key);
  if ((cert === undefined) !== (key === undefined)) {
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    const accepted = `given together with --controller-${missing}`;
    return { name: `--controller-${given}`, given: `no --controller-${missing}`, accepted };
  }
  return (
    pemFault({ ca }, '--controller-ca', 'a file of certificates that OpenSSL can read') ??
    pemFault(
      { cert, key },
      '--controller-cert',
      'a certificate that OpenSSL can read and that --controller-key belongs to',
    )
  );
}
