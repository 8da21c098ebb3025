// needs: puma ruby-actionpack thin unicorn
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import { asked, signalled } from '../../support/scenario-steps.ts';

const puma = '/usr/bin/puma';
const unicorn = '/usr/bin/unicorn';
const quick = { PORT: '8000', RACK_ENV: 'production' };
const often = ['--interval', '1', '--failure-threshold', '2', '--success-threshold', '1'];
const all = ['-b', 'tcp://0.0.0.0:8000'];

/** Puma and Unicorn, broken. */
export const rubyFaults: readonly Fault[] = [
  {
    name: 'a Puma whose workers boot too slowly',
    fixWorks: true,
    code: 'worker-boot-timeout',
    says: /Puma/,
    remedy: /worker_boot_timeout/,
    requires: puma,
    environment: quick,
    command: ['puma', '-C', 'ruby/boot-timeout.rb'],
  },
  {
    name: 'a Puma whose worker no longer checks in',
    fixWorks: true,
    code: 'worker-request-timeout',
    says: /Puma/,
    remedy: /worker_timeout/,
    severity: 'warning',
    requires: puma,
    flags: often,
    environment: quick,
    command: ['puma', '-C', 'ruby/check-in.rb'],
    meanwhile: (box) => box.within('pkill', '-STOP', '-f', '^puma: cluster worker 0'),
  },
  {
    name: 'a Puma app that cannot be loaded',
    fixWorks: true,
    code: 'worker-boot-failed',
    says: /^Puma fails to load the app.*DATABASE_URL is not set/,
    remedy: /DATABASE_URL|raising\.ru/,
    requires: puma,
    environment: quick,
    command: ['puma', ...all, 'ruby/raising.ru'],
    exit: 1,
  },
  {
    name: 'a Puma cluster whose app cannot be loaded',
    cannotFix: 'the workers of Puma 5 do not say what was raised',
    code: 'worker-boot-failed',
    says: /Puma's workers fail to boot.*raising\.ru line 2/,
    remedy: /`-w 0`/,
    requires: puma,
    environment: quick,
    command: ['puma', ...all, '-w', '2', 'ruby/raising.ru'],
  },
  {
    name: 'Puma on 127.0.0.1',
    fixWorks: true,
    code: 'bound-to-loopback',
    remedy: /-b tcp:\/\/0\.0\.0\.0:8000/,
    requires: puma,
    environment: quick,
    command: ['puma', '-b', 'tcp://127.0.0.1:8000', 'ruby/slow.ru'],
  },
  {
    name: 'Puma on its default port',
    fixWorks: true,
    code: 'wrong-port',
    says: /9292/,
    remedy: /tcp:\/\/0\.0\.0\.0:3000/,
    requires: puma,
    environment: { RACK_ENV: 'production' },
    flags: ['--endpoint', '3000'],
    command: ['puma', 'ruby/slow.ru'],
  },
  {
    name: 'a Unicorn whose requests hang',
    fixWorks: true,
    code: 'worker-request-timeout',
    says: /Unicorn/,
    remedy: /`timeout \d+`/,
    severity: 'warning',
    requires: unicorn,
    flags: often,
    environment: { ...quick, STUCK: '/stuck' },
    command: ['unicorn', '-c', 'ruby/unicorn.rb', 'ruby/slow.ru'],
    meanwhile: asked('/stuck'),
  },
  {
    name: 'a Unicorn app that cannot be loaded',
    fixWorks: true,
    code: 'crash-loop',
    says: /DATABASE_URL is not set/,
    remedy: /DATABASE_URL|raising\.ru/,
    requires: unicorn,
    environment: quick,
    command: ['unicorn', '-l', '0.0.0.0:8000', 'ruby/raising.ru'],
  },
  {
    name: 'Unicorn on its default port',
    fixWorks: true,
    code: 'wrong-port',
    says: /8080/,
    remedy: /-l 0\.0\.0\.0:8000/,
    requires: unicorn,
    environment: quick,
    command: ['unicorn', 'ruby/slow.ru'],
  },
  {
    name: 'Unicorn that daemonizes',
    fixWorks: true,
    code: 'daemonized',
    remedy: /`-D`/,
    requires: unicorn,
    environment: quick,
    command: ['unicorn', '-D', '-l', '0.0.0.0:8000', 'ruby/slow.ru'],
    exit: 0,
  },
  {
    name: 'Unicorn that another one replaced on SIGUSR2',
    cannotFix: 'the signals would have to be left out',
    code: 'daemonized',
    says: /unicorn master/,
    remedy: /^Do not replace the server in place(?!.*--daemonize)/,
    requires: unicorn,
    environment: quick,
    command: ['unicorn', '-l', '0.0.0.0:8000', 'ruby/slow.ru'],
    meanwhile: async (box) => {
      await signalled('USR2')(box);
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      await signalled('QUIT')(box);
    },
    exit: 0,
  },
  {
    name: 'Thin that daemonizes',
    fixWorks: true,
    code: 'daemonized',
    remedy: /`-d`/,
    requires: '/usr/bin/thin',
    environment: quick,
    command: ['thin', '-d', '-P', '/run/thin.pid', '-l', '/run/thin.log', '-p', '8000', '-R', 'ruby/slow.ru', 'start'],
    exit: 0,
  },
  {
    name: 'a Rack app behind the host check of Rails',
    cannotFix: 'it has the host check of Rails without its settings',
    code: 'strict-host-rejected',
    says: /containers/,
    remedy: /config\.host_authorization/,
    requires: [puma, '/usr/share/doc/ruby-actionpack'],
    flags: ['--strict'],
    environment: quick,
    command: ['puma', ...all, 'ruby/hosts.ru'],
  },
];

/** Puma and Unicorn, with nothing wrong. */
export const rubyHealthy: readonly HealthyApp[] = [
  {
    name: 'Puma, one process, a slow boot',
    requires: puma,
    environment: { ...quick, BOOT_SECONDS: '2' },
    command: ['puma', ...all, 'ruby/slow.ru'],
  },
  {
    name: 'a Puma cluster through a phased restart',
    requires: puma,
    flags: often,
    environment: quick,
    command: ['puma', ...all, '-w', '2', 'ruby/slow.ru'],
    meanwhile: signalled('USR1'),
  },
  {
    name: 'Unicorn that reopens its workers',
    requires: unicorn,
    flags: often,
    environment: quick,
    command: ['unicorn', '-l', '0.0.0.0:8000', 'ruby/slow.ru'],
    meanwhile: signalled('HUP'),
  },
];
