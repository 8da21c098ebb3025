import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { Listener } from './listener.ts';
import type { Probe } from './probe.ts';

/** A probe that the API of another sidewatch answered. Its process is not visible: it runs in another container next to this one. */
export interface AgentAnswer {
  readonly port: number;
  readonly at: Instant;
  /** The sockets that listened on the port at that time. */
  readonly inodes: readonly number[];
}

/** The Server header of the API. */
export const API_SERVER = 'sidewatch';

/** The type of the problem (RFC 9457) with which the API refuses callers that have no client certificate. */
export const CERTIFICATE_NEEDED = 'urn:sidewatch:problem:client-certificate-needed';

const KEPT = 8;

/** Recognizes another agent's response. Undefined where the app itself listens on the port: it may be a proxy that forwards to an agent. */
export function agentAnswer(
  { endpoint: { port }, outcome, at }: Probe,
  listeners: readonly Listener[],
): AgentAnswer | undefined {
  if (outcome.kind !== 'answered' || outcome.server !== API_SERVER) return undefined;
  const here = listeners.filter((listener) => listener.port === port);
  return here.some(({ owner }) => owner === 'app') ? undefined : { port, at, inodes: here.map(({ inode }) => inode) };
}

/** Adds one response. Only the newest of each port is kept. */
export const withAgentAnswer = (before: readonly AgentAnswer[], answer: AgentAnswer): readonly AgentAnswer[] =>
  pushed(
    before.filter(({ port }) => port !== answer.port),
    answer,
    KEPT,
  );

/** The listeners, with those that an agent answered on marked as the agent's. A new socket on the same port is not marked. */
export function withAgentsKnown(listeners: readonly Listener[], answers: readonly AgentAnswer[]): readonly Listener[] {
  if (answers.length === 0) return listeners;
  const isAgents = ({ inode, owner }: Listener): boolean =>
    owner !== 'agent' && inode !== 0 && answers.some(({ inodes }) => inodes.includes(inode));
  return listeners.map((listener) => (isAgents(listener) ? { ...listener, owner: 'other-agent' } : listener));
}
