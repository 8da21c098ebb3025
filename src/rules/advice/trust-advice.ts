import type { AdviceRow } from './advice-row.ts';

const CANNOT = 'the app cannot verify its certificate';

/** Steps for an untrusted certificate of another server. Each runtime has its own list of authorities. The first match counts. */
export const TRUST_ADVICE: readonly AdviceRow[] = [
  [
    /PKIX path (?:building|validation) failed/,
    () =>
      `Import the certificate authority of that server into Java's trust store (\`keytool -importcert -cacerts -noprompt -storepass changeit -file ca.pem\` in the Dockerfile): ${CANNOT}, and Java does not read the system's list.`,
  ],
  [
    /\[SSL: CERTIFICATE_VERIFY_FAILED\]|\bSSLCertVerificationError\b/,
    () =>
      `Set the environment variable SSL_CERT_FILE to the file of that server's certificate authority, and REQUESTS_CA_BUNDLE for requests: ${CANNOT}, and Python packages use their own list.`,
  ],
  [
    /\b(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)\b|^(?:\w{0,40}Error|reason)(?: \[\w{1,60}\])?: .{0,80}?(?:self[- ]signed certificate(?: in certificate chain)?|unable to verify the first certificate|unable to get (?:local )?issuer certificate)(?:;.{0,120})?$/,
    () =>
      `Set the environment variable NODE_EXTRA_CA_CERTS to the file of that server's certificate authority: ${CANNOT}, and Node does not read the system's list.`,
  ],
  [
    /x509: certificate signed by unknown authority|unable to verify the first certificate|unable to get local issuer certificate|CERTIFICATE_VERIFY_FAILED|certificate verify failed|self[- ]signed certificate|The remote certificate is invalid\b.{0,80}\b(?:UntrustedRoot|PartialChain)\b/,
    () =>
      `Put the certificate authority of that server into the image's trust store (\`update-ca-certificates\`): ${CANNOT}.`,
  ],
];
