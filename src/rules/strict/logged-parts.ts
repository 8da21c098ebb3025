import type { DownPart } from '../../core/facts/probe.ts';

/** A part of the app that its own health check reports in the log. */
export interface LoggedPart extends DownPart {
  /** It works, but not as it should. */
  readonly isDegraded?: true;
}

const MOST_PARTS = 3;
const TEXT = '.{1,160}?';

/** How health checks log a part that is down: its name and its message. */
const FORMS: readonly RegExp[] = [
  // ASP.NET Core, which logs (null) if there is no message.
  new RegExp(
    `\\bHealth check "?(?<name>\\w[\\w.:/ -]{0,59}?)"? with status "?(?:Unhealthy|(?<degraded>Degraded))"? completed after [\\d.,]{1,20} ?ms with (?:message|description) (?:'\\(null\\)'|"\\(null\\)"|['"]?(?<says>${TEXT})['"]?(?:$|["'][,}]))`,
  ),
  // Spring Boot.
  /HealthIndicator\s{0,40}: (?<name>\w{1,40}) health check failed$/,
  // Quarkus and others on SmallRye, Terminus.
  /Reporting health down status: .{0,400}?"name": ?"(?<name>[^"]{1,60})",\s?"status": ?"DOWN"/,
  /Health Check has failed! \{"(?<name>\w{1,60})": ?\{"status": ?"down"(?:, ?"message": ?"(?<says>[^"]{1,160}))?/,
];

/** The parts that these lines report as down or degraded, each by its newest line; at most three. */
export function loggedParts(lines: readonly string[]): readonly LoggedPart[] {
  const parts = new Map(lines.flatMap((line) => partIn(line) ?? []).map((part) => [part.name, part]));
  return [...parts.values()].slice(0, MOST_PARTS);
}

function partIn(line: string): LoggedPart | undefined {
  const found = FORMS.map((form) => form.exec(line)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const { name = '', says, degraded } = found;
  return {
    name,
    ...(says !== undefined && { says: says.trim() }),
    ...(degraded !== undefined && { isDegraded: true }),
  };
}
