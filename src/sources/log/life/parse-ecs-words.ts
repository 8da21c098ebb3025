import {
  gaveUp,
  type LifeMessage,
  note,
  outsideDialect,
  repeatedVerdict,
  serving,
  verdict,
} from './parse-life-words.ts';

const OUT_OF_MEMORY = 'the container was killed because it ran out of memory';

/** An event of a service; its page and its command put a timestamp before it, and bars around it. */
const event = (pattern: string): RegExp =>
  new RegExp(`^(?:\\| )?(?:\\d{4}-\\S{1,32} (?:\\| {0,2})?)?${pattern}(?: \\|)?$`);
const SERVICE = '(?:\\(service [^()]{1,200}\\)|service \\S{1,200})';
const failed: LifeMessage[1] = (whose = '') =>
  repeatedVerdict(
    'ECS',
    'runtime-check-failing',
    `the app did not pass the health checks of its ${whose === 'ELB' ? 'load balancer' : 'container'}`,
  );

/** Messages of Amazon ECS about its tasks, and the events of a service. */
export const ecsWords = outsideDialect(
  /Essential container in task exited|OutOfMemoryError: Container killed due to memory usage|\) is unhealthy in \(?target-group |failed (?:ELB|container) health checks|service \S{1,128} (?:has|\(|registered|deregistered|\w{1,12} )/,
  [
    [
      /^(?:\s{0,20}"?|\s{0,20}\{.{0,300}")(?:stoppedReason|reason)"?: "?OutOfMemoryError: Container killed due to memory usage"?(?:,.{0,300}|\s?\},?)?$/,
      () => verdict('ECS', 'out-of-memory', OUT_OF_MEMORY),
    ],
    [/^\s{0,20}(?:"?stoppedReason"?: )?"?Essential container in task exited"?,?$/, gaveUp('ECS')],
    [
      event(
        `${SERVICE}(?: \\(?(?:task|instance) .{1,200}\\))? \\(port \\d{1,5}\\) is unhealthy in \\(?target-group \\S{1,200}?\\)? due to \\(reason (.{1,120})\\)\\.?`,
      ),
      (reason = '') => verdict('ECS', 'runtime-check-failing', `the app is unhealthy to its load balancer (${reason})`),
    ],
    [
      event(
        `(?:${SERVICE} )?(?:\\(?task \\S{1,200}\\)? )?(?:stopped: )?(?:Task )?failed (ELB|container) health checks\\b.{0,260}`,
      ),
      failed,
    ],
    [event(`${SERVICE} has reached a steady state\\.?`), serving],
    [
      event(`${SERVICE} (?:has (?:started|stopped) \\d{1,4} (?:running )?tasks?: |(?:de)?registered \\d).{1,300}`),
      note,
    ],
  ],
);
