import type { Habit } from './habit.ts';

/** Words and phrases that have a plainer one, and spellings. */
export const wordHabits: readonly Habit[] = [
  {
    name: 'anew',
    pattern: /\banew\b/,
    instead: 'again; re-reads',
    planted: 'The file is read anew for each report.',
    innocent: 'A new file is read.',
  },
  {
    name: 'once more',
    pattern: /\bonce more\b/,
    instead: 'again',
    planted: 'It asks once more.',
    innocent: 'It waits once; more attempts follow.',
  },
  {
    name: 'mend',
    pattern: /\bmend(?:s|ed|ing)?\b/,
    instead: 'fix, fixed; recovered',
    planted: 'Mend what raises the error.',
    innocent: 'We recommend a restart, and amend the file.',
  },
  {
    name: 'answer, as a noun of HTTP',
    pattern:
      /\b(?:the|an|no|its|every|each|any|first|last|good|bad|wrong|right|right|whole|HTTP|empty|without|such) answers?\b(?! (?:to|from|on|only|over)\b)|\banswer's\b/,
    instead: 'response',
    planted: 'The answer is not looked at.',
    innocent: 'The app does not answer.',
  },
  {
    name: 'line ends',
    pattern:
      /(?<!\b(?:a|the|each|every|this|that|last|next|first|one|log|empty) )\bline[ -]ends\b|\bends of lines\b|\b(?:a|the|its|or|no|without|their|and) line[ -]end\b/,
    instead: 'line endings',
    planted: 'The script has Windows line ends.',
    innocent: 'The line ends with a colon.',
  },
  {
    name: 'at once',
    pattern:
      /(?<!\b(?:all|two|three|four|both|several|many|few|more|\d+|VALUE|requests|connections|calls|callers|workers|halves|files|probes|null|values) )\bat once\b/,
    instead: 'immediately, right away; at the same time',
    planted: 'It ends at once.',
    innocent: 'It reads several at once.',
  },
  {
    name: 'in place of',
    pattern: /\bin (?:the )?place of\b/,
    instead: 'instead of',
    planted: 'In place of the value it writes a star.',
    innocent: 'The file is edited in place.',
  },
  {
    name: 'for ever, for long, by itself',
    pattern: /\bfor ever\b|\bfor long\b|\bby (?:it|them|him|her|our)sel(?:f|ves)\b/,
    instead: 'forever, for a long time, on its own',
    planted: 'The lock is held for ever.',
    innocent: 'It was held for longer than 30 s.',
  },
  {
    name: 'processor',
    pattern: /(?<![-\w])processors?\b/,
    instead: 'CPU; architecture',
    planted: 'It uses no processor time.',
    innocent: 'The pre-processor fails.',
  },
  {
    name: 'and the like',
    pattern: /\b(?:and|or) (?:the like|such|so on|so forth)\b(?! (?:an?|as)\b)/,
    instead: 'name the things, or stop',
    planted: 'Servers, proxies and the like.',
    innocent: 'Servers and such a proxy as nginx.',
  },
  {
    name: 'archaic word',
    pattern:
      /\b(?:whence|thence|hence|henceforth|thereby|whereby|whereof|wherein|thereof|therein|thereupon|herein|hereby|lest|(?<!acted )upon|amongst|whilst|unto|albeit|aught|naught|thus|ere|forthwith|in vain|of late)\b|\bfor want of\b/,
    instead: 'a modern word',
    planted: 'It is closed, lest it leak.',
    innocent: 'The latest one is kept.',
  },
  {
    name: 'beside',
    pattern: /\bbeside\b/,
    instead: 'next to, alongside',
    planted: 'The agent runs beside the app.',
    innocent: 'Besides, the agent runs.',
  },
  {
    name: 'as well',
    pattern: /\bas well\b(?! as)/,
    instead: 'too, also',
    planted: 'The launcher reads it as well.',
    innocent: 'It works as well as before.',
  },
  {
    name: 'by now, by then',
    pattern: /\bby (?:now|then)\b/,
    instead: 'already, by that time',
    planted: 'The worker is gone by then.',
    innocent: 'It is followed by the next line.',
  },
  {
    name: 'made of, comes to',
    pattern: /\bmade of\b|\b(?:come|comes|came) to (?:\d|nothing|the same|more|less|about|at most)/,
    instead: 'built from; amounts to',
    planted: 'The report is made of facts.',
    innocent: 'The request comes to the port.',
  },
  {
    name: 'ever longer',
    pattern: /\bever (?:longer|more|after|larger|shorter|less)\b/,
    instead: 'longer each time',
    planted: 'It waits ever longer.',
    innocent: 'It never waits longer.',
  },
  {
    name: 'at the least',
    pattern: /\bat the (?:most|least)\b/,
    instead: 'at most, at least',
    planted: 'It takes 3 s at the least.',
    innocent: 'It takes at least 3 s.',
  },
  {
    name: 'in reach',
    pattern: /\bin reach\b/,
    instead: 'accessible, reachable',
    planted: 'The registry must be in reach.',
    innocent: 'The port is reachable.',
  },
  {
    name: 'percent',
    pattern: /\d %/,
    instead: '1%, without a blank',
    planted: 'It uses 3 % of a core.',
    innocent: 'It uses 3% of a core.',
  },
  {
    name: 'British spelling',
    pattern:
      /\b(?:colour|behaviour|honour|neighbour|favour|flavour|harbour|labour|rumour|humour|endeavour|vapour)(?:s|ed|ing|ful|less|able|ite|hood)?\b|\b(?:recogn|initial|organ|normal|serial|deserial|canonical|optim|minim|maxim|summar|author|custom|local|special|general|standard|synchron|visual|categor|util|final|emphas|apolog|prior|token|sanit|central|modern|real|material|critic|memor|random|parameter|container|virtual)is(?:e|es|ed|er|ers|ing|ation|ations)\b|\b(?:analys|paralys|catalys)(?:e|es|ed|er|ing)\b|\b(?:centre|metre|litre|fibre|theatre)s?\b|\b(?:cancell|labell|travell|signall|modell|channell|marshall|fuell|levell|tunnell)(?:ed|ing|er)\b|\b(?:grey|licence|defence|offence|pretence|programme|cheque|tyre|storey|sceptical|judgement|acknowledgement|artefact|aluminium|ageing|fulfil|instalment|enrol|skilful|wilful|mould|plough|learnt|burnt|spelt|dreamt|leapt|whilst|towards|afterwards|backwards|forwards(?= from)|amongst|practise)s?\b/,
    instead: 'American spelling',
    planted: 'The colour is recognised.',
    innocent: 'The color is recognized; see judgement.test.ts.',
  },
  {
    name: 'metaphor',
    pattern: /\b(?:crowds?|parcels?|couriers?|newsroom|the wheel|machinery)\b/,
    instead: 'a noun of the field',
    planted: 'Each report is a parcel.',
    innocent: 'Each report is a message.',
  },
];
