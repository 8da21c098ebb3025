import type { Habit } from './habit.ts';

const PROGRAM =
  '(?:agents?|apps?|backends?|callers?|clients?|commands?|containers?|controllers?|launchers?|parents?|process(?:es)?|programs?|proxy|proxies|scripts?|servers?|services?|shells?|sidewatch|supervisors?|workers?)';

/** Phrases in which a program acts like a person, or that do not say what it does. */
export const programHabits: readonly Habit[] = [
  {
    name: 'is told',
    pattern:
      /\b(?:is|are|was|were|be|been|being|get|gets) (?:\w+ly |also |only |not |never |once )?told\b(?! (?:apart|to|how|what|which|where|when|whether|that|its|their|the|VALUE|things)\b)/,
    instead: 'is reported, is logged',
    planted: 'Trouble is told as controller-unreachable.',
    innocent: 'The kernel is told to drop the packet.',
  },
  {
    name: 'tells of',
    pattern: /\b(?:tell|tells|telling|told) (?:also |nothing |only |more |anything )?of\b/,
    instead: 'reports, mentions',
    planted: 'The log tells of a crash.',
    innocent: 'It tells which of them failed.',
  },
  {
    name: 'says so',
    pattern: /\b(?:say|says|said|saying) so\b(?! (?:many|much|that)\b)/,
    instead: 'reports it, logs it',
    planted: 'Where it cannot, it says so.',
    innocent: 'The log says so many things.',
  },
  {
    name: 'says nothing of',
    pattern:
      /\b(?:say|says|said|know|knows|knew|known|hear|hears|tell|tells) (?:nothing|something|anything|more|much|little|it|this|that) of\b/,
    instead: 'says nothing about',
    planted: 'The agent says nothing of how a container ended.',
    innocent: 'It knows more often than not.',
  },
  {
    name: 'needs nothing of',
    pattern: /\b(?:needs?|wants?|takes?) (?:nothing|something|anything|more) of\b/,
    instead: 'needs nothing from',
    planted: 'It needs nothing of the image around it.',
    innocent: 'It needs all of them.',
  },
  {
    name: 'is asked',
    pattern: /\b(?:is|are|was|were|be) asked\b(?! (?:to|for)\b)/,
    instead: 'is probed, gets a request',
    planted: 'The endpoint is asked each second.',
    innocent: 'The user is asked to log in.',
  },
  {
    name: 'wants',
    pattern: /\bwants\b/,
    instead: 'expects, requires',
    planted: 'The check wants 200.',
    innocent: 'Do this if you want JSON.',
  },
  {
    name: 'who, for a program',
    pattern: RegExp(
      `(?:^|[.;:,(] |\\b(?:and|or|of|by|to|with|see|sees|say|says|tells?|knows?|learn|learns|shows?) )who\\b(?! (?:is|are|was|were) (?:you|we)\\b)|\\b${PROGRAM},? who\\b|\\b(?:whoever|whom|whomever)\\b`,
    ),
    instead: 'callers, the process that, what',
    planted: 'Who asks for it is kept waiting.',
    innocent: 'A user who reads the page learns it.',
  },
  {
    name: 'nobody, for programs',
    pattern: /\b(?:nobody|everybody|somebody)\b/,
    instead: 'no process, nothing, every caller',
    planted: 'Nobody reads the pipe.',
    innocent: 'No process reads the pipe.',
  },
  {
    name: 'look, as a noun',
    pattern:
      /\b(?:a|one|each|every|last|next|second|another|the|this|per|of|between|from|its|first) (?:\w+ )?look\b(?! (?:for|up|like)\b)|\b(?:two|three|its|these|between|of|few|more|all|later|earlier) looks\b|\bworth (?:a|the) look\b/,
    instead: 'check, read, scan',
    planted: 'Two looks find the same process.',
    innocent: 'It looks at each process.',
  },
  {
    name: 'hands on',
    pattern:
      /\bhand(?:s|ed|ing)? (?:\w+ ){0,2}(?:on|out|over|back|down|up|to)\b|\bhand(?:s|ed|ing)? (?:it|them|its|the|a|an|what|all|each)\b/,
    instead: 'forwards, passes, returns',
    planted: 'The launcher hands on every signal.',
    innocent: 'On the other hand, the app keeps running.',
  },
  {
    name: 'goes on',
    pattern: /\b(?:go|goes|went|gone|going) on\b(?! (?:port|line|stderr|stdout|a|an)\b)/,
    instead: 'continues, keeps running',
    planted: 'While this goes on, it gets no response.',
    innocent: 'It goes onto the queue.',
  },
  {
    name: 'begins or ends, of a program',
    pattern: RegExp(
      `\\b${PROGRAM} (?:begins?|began|ends?|ended)\\b(?! (?:with|in|at) (?:a |an )?(?:dot|slash|blank|newline|line))|\\bends? with (?:\\d|code|status|signal|SIG|an error|exit)|\\bended with (?:\\d|code|status|signal|SIG|an error|exit)`,
    ),
    instead: 'starts; exits, exited with code 3, was killed by SIGKILL',
    planted: 'The worker ended with code 3.',
    innocent: 'A line that ends with a colon starts a block.',
  },
  {
    name: 'is there',
    pattern:
      /\b(?:is|are|was|were|be|been) (?:not |no longer |never |always |still |already |really )?there(?= ?[.,;:)]| ?$| (?:already|yet|before|any more|at all|to|too|when|while|until)\b)/,
    instead: 'exists, is running, has started',
    planted: 'The agent is not there yet.',
    innocent: 'Is there a listener on the port?',
  },
  {
    name: 'lies or stands in',
    pattern:
      /\b(?:lies|lie|lay|lying|stands?|stood|standing) (?:in|at|on|below|above|under|beside|before|behind|there|between|alone|first|last|among|outside|inside|within)\b/,
    instead: 'is in',
    planted: 'The value stands in the file.',
    innocent: 'X stands for any value.',
  },
  {
    name: 'is taken for',
    pattern:
      /\b(?:take|takes|taken|took|taking) (?:(?!time\b)\w+ ){0,2}for (?:an?|one|another|the (?:app|agent|endpoint|launcher|server|same))\b|\bis (?:not |never )?taken for\b/,
    instead: 'is treated as; is mistaken for',
    planted: 'Such a call is not taken for one.',
    innocent: 'It takes 3 s to boot.',
  },
  {
    name: 'hangs up',
    pattern: /\b(?:hang|hangs|hung|hanging) up\b/,
    instead: 'closes the connection',
    planted: 'The server hung up.',
    innocent: 'The server hangs.',
  },
  {
    name: 'gets on',
    pattern: /\b(?:get|gets|got|getting) on\b(?! (?:with|the|a|top|VALUE|X+)\b)/,
    instead: 'is stuck, makes no progress',
    planted: 'The app does not get on.',
    innocent: 'Answer GET on `/healthz`.',
  },
  {
    name: 'gets no turn',
    pattern: /\b(?:get|gets|got|have|has|had) (?:no|its|a|their|his) turn\b/,
    instead: 'is not scheduled',
    planted: 'The agent gets no turn.',
    innocent: 'It has to turn back.',
  },
  {
    name: 'fails it',
    pattern:
      /\banother (?:host|service) (?:that |which )?(?:it|the app) needs\b|\banother (?:host|service),? fail(?:s|ed) it\b/,
    instead: 'a service the app depends on is unreachable',
    planted: 'Another host that the app needs fails it.',
    innocent: 'When the check fails, it is repeated.',
  },
  {
    name: 'answers with a status',
    pattern: /\banswer(?:s|ed|ing)? (?:it )?with (?:an? )?(?:[1-5]\d\d|status|redirect|X)/,
    instead: 'returns 404, responds with 404',
    planted: 'The app answers with 404.',
    innocent: 'The app returns 404.',
  },
];
