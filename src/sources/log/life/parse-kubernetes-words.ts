import {
  againAndAgain,
  generalVerdict,
  note,
  outsideDialect,
  provenVerdict,
  serving,
  stopping,
  verdict,
  withCode,
} from './parse-life-words.ts';

const OUT = () =>
  verdict('Kubernetes', 'out-of-memory', 'the container was killed because it ran out of memory (OOMKilled)');

/** A refused probe is normal while an app starts. */
const refused = (probe = '', port = '') =>
  provenVerdict(
    verdict('Kubernetes', 'not-listening', `its ${probe.toLowerCase()} probe of port ${port} is refused`, port),
    { kind: 'loopback' },
  );

const backOff = againAndAgain('Kubernetes');

/** Messages of Kubernetes about its containers: rows of `kubectl describe pod` and `kubectl get events`. */
export const kubernetesWords = outsideDialect(
  /Back-off restarting failed container|OOMKilled|CrashLoopBackOff|\n {2,20}(?:Exit Code|Reason|State|Last State|Started|Finished|Ready|Restart Count): |\n(?:Events|Conditions|Volumes|QoS Class|Node-Selectors|Tolerations):|\n {2}(?:Type|-{4}|Normal|PodReadyToStartContainers|Initialized|Ready|ContainersReady|PodScheduled) {1,10}|(?:Liveness|Readiness|Startup) probe failed: |"Probe failed" probeType=|\bKilling {1,20}|Stopping container |\n(?:NAMESPACE {1,60})?LAST SEEN {2,20}|\n(?:\S{1,253} {1,60})?\S{1,20} {2,20}(?:Normal|Warning) {2,20}[A-Z]/,
  [
    // The last state of a restarted container is below its current one.
    [/^ {2,20}Exit Code: {1,20}(\d{1,3})$/, withCode('Kubernetes')],
    [/^ {2,20}Reason: {1,20}OOMKilled$/, OUT],
    [/^ {2,20}Ready: {1,20}True$/, serving],
    [/^ {2,20}(?:Reason|State|Last State|Started|Finished|Ready|Restart Count): {1,20}.{1,100}$/, note],
    // Other parts of `describe`, and the table of events; the last patterns are events that report no fault.
    [/^(?:(?:Conditions|Volumes):|(?:QoS Class|Node-Selectors|Tolerations): {2,40}\S.{0,200})$/, note],
    [
      /^ {2}Type {1,40}Status {0,4}$|^ {2}(?:PodReadyToStartContainers|Initialized|Ready|ContainersReady|PodScheduled) {1,40}(?:True|False) {0,4}$/,
      note,
    ],
    [/^(?:Events:| {2}Type {1,10}Reason {1,40}Age {1,40}From {1,40}Message| {2}-{4} {1,10}-{6} .{1,200})$/, note],
    [/^.{0,200}\bBackOff\b.{1,200}\bBack-off restarting failed container\b.{0,200}$/, backOff],
    [/^Back-off restarting failed container\b.{0,200}$/, backOff],
    [/^\S{1,253} {1,40}\d{1,3}\/\d{1,3} {1,20}CrashLoopBackOff {1,20}\d{1,6} .{0,100}$/, backOff],
    [/^\S{1,253} {1,40}\d{1,3}\/\d{1,3} {1,20}OOMKilled {1,20}\d{1,6} .{0,100}$/, OUT],
    [
      /^.{0,200}\bUnhealthy\b.{1,200}\bLiveness probe failed: Get "?\S{1,300}: dial tcp \S{1,60}:(\d{1,5}): connect: connection refused$/,
      (port = '') => verdict('Kubernetes', 'not-listening', `its liveness probe of port ${port} is refused`, port),
    ],
    [
      /^.{0,200}\bUnhealthy\b.{1,200}\b(Liveness probe failed: HTTP probe failed with statuscode: \d{3})$/,
      (said = '') => verdict('Kubernetes', 'runtime-check-failing', `the container does not pass its probe (${said})`),
    ],
    [
      /^.{0,200}\bKilling\b.{1,200}\bContainer \S{1,100} failed startup probe, will be restarted$/,
      () => verdict('Kubernetes', 'not-listening', 'the container did not pass its startup probe in time'),
    ],
    [
      /^.{0,200}\bKilling\b.{1,200}\bfailed liveness probe, will be restarted$/,
      () =>
        generalVerdict(
          'Kubernetes',
          'runtime-check-failing',
          'the container failed its liveness probe and is restarted',
        ),
    ],
    [
      /^(?:.{0,200}\bUnhealthy\b.{1,200}\b|(?:\S{1,60} ){0,4})(Liveness|Readiness|Startup) probe failed: (?:Get "?\S{1,300}: )dial tcp \S{1,60}:(\d{1,5}): connect: connection refused$/,
      refused,
    ],
    [
      /^.{0,200}"Probe failed" probeType="(Liveness|Readiness|Startup)" .{1,600}\bdial tcp \S{1,60}:(\d{1,5}): connect: connection refused\b.{0,200}$/,
      refused,
    ],
    [/^.{0,200}\bUnhealthy\b.{1,200}\b(?:Liveness|Readiness|Startup) probe failed: .{1,400}$/, note],
    [/^.{0,200}\bKilling\b.{1,200}\bStopping container .{1,200}$/, stopping],
    // A container runtime's message about a program is left to its own dialect.
    [/^ {2}(?:Normal|Warning) {1,10}[A-Z]\w{1,40} {1,40}(?!.*(?:OCI runtime|container process))\S.{1,600}$/, note],
    // The table of `kubectl get events`.
    [/^(?:NAMESPACE {1,60})?LAST SEEN {2,20}TYPE {2,20}REASON {2,60}.{1,400}$/, note],
    [
      /^(?:\S{1,253} {1,60})?\S{1,20} {2,20}(?:Normal|Warning) {2,20}[A-Z]\w{1,60} {1,60}[a-z]{2,40}\/\S{1,253} {1,100}(?!.*(?:OCI runtime|container process))\S.{0,600}$/,
      note,
    ],
  ],
);
