/** A bad habit of our prose, and what to write instead. */
export interface Habit {
  readonly name: string;
  /** A blank in it matches any white space, and case is ignored. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** A sentence that must be found. */
  readonly planted: string;
  /** A look-alike that must not be found. */
  readonly innocent: string;
}

const PROGRAM =
  '(?:agents?|apps?|backends?|callers?|clients?|commands?|containers?|controllers?|launchers?|parents?|process(?:es)?|programs?|proxy|proxies|scripts?|servers?|services?|shells?|sidewatch|supervisors?|workers?)';

/** The bad habits that readers have stumbled over. Those with more false alarms than one in five hits were left out. */
export const habits: readonly Habit[] = [
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
    name: 'is there',
    pattern:
      /\b(?:is|are|was|were|be|been) (?:not |no longer |never |always |still |already |really )?there(?= ?[.,;:)]| ?$| (?:already|yet|before|any more|at all|to|too|when|while|until)\b)/,
    instead: 'exists, is running, has started',
    planted: 'The agent is not there yet.',
    innocent: 'Is there a listener on the port?',
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
    name: 'hangs up',
    pattern: /\b(?:hang|hangs|hung|hanging) up\b/,
    instead: 'closes the connection',
    planted: 'The server hung up.',
    innocent: 'The server hangs.',
  },
  {
    name: 'answers with a status',
    pattern: /\banswer(?:s|ed|ing)? (?:it )?with (?:an? )?(?:[1-5]\d\d|status|redirect|X)/,
    instead: 'returns 404, responds with 404',
    planted: 'The app answers with 404.',
    innocent: 'The app returns 404.',
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
    name: 'gets on',
    pattern: /\b(?:get|gets|got|getting) on\b(?! (?:with|the|a|top|VALUE|X+)\b)/,
    instead: 'is stuck, makes no progress',
    planted: 'The app does not get on.',
    innocent: 'Answer GET on `/healthz`.',
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
    name: 'of its own',
    pattern: /\bof (?:its|their|his|our|your) own\b/,
    instead: 'its own, its',
    planted: 'The app has a network of its own.',
    innocent: 'It shows each of its listeners.',
  },
  {
    name: 'may be had',
    pattern: /\b(?:may|can|could|might|to|must|cannot) be had\b/,
    instead: 'is available',
    planted: 'The table cannot be had.',
    innocent: 'It may be hard to read.',
  },
  {
    name: 'may, as a permission',
    pattern:
      /\bmay not\b(?! have\b)|\b(?:no|nothing|none)\b(?: (?!that\b|which\b)\w+){0,4} may\b|\bas (?:it|they|one) may\b|\bwhen they may\b/,
    instead: 'can, cannot, is allowed to',
    planted: 'No page of another origin may read them.',
    innocent: 'It may take a second.',
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
    name: 'wants',
    pattern: /\bwants\b/,
    instead: 'expects, requires',
    planted: 'The check wants 200.',
    innocent: 'Do this if you want JSON.',
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
    name: 'lies or stands in',
    pattern:
      /\b(?:lies|lie|lay|lying|stands?|stood|standing) (?:in|at|on|below|above|under|beside|before|behind|there|between|alone|first|last|among|outside|inside|within)\b/,
    instead: 'is in',
    planted: 'The value stands in the file.',
    innocent: 'X stands for any value.',
  },
  {
    name: 'such a',
    pattern: /\bsuch an?\b/,
    instead: 'a … like this; this',
    planted: 'It waits for such a line.',
    innocent: 'A line such as a warning is dropped.',
  },
  {
    name: 'so that',
    pattern: /\bso that\b/,
    instead: 'so; to',
    planted: 'It sleeps so that others run.',
    innocent: 'That is so. That is all.',
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
    name: 'for, as because',
    pattern:
      /[,:;] for (?:it|they|there|nothing|he|we|(?:the|an?|its|their|no|such) [a-z]+) (?:is|are|was|were|has|have|had|does|do|may|can|could|would|will|must|knows?|needs?|reads?|says?|loads?|waits?)\b/,
    instead: 'because',
    planted: 'It waits, for the file is not complete.',
    innocent: 'It waits, for example, for a kernel that has no such order.',
  },
  {
    name: 'but, as except',
    pattern: /\b(?:all|nothing|everything|anything|none|everyone) but\b|\bbut for\b|\bsave for\b/,
    instead: 'except; only',
    planted: 'It sees nothing but its own processes.',
    innocent: 'It sees nothing, but it keeps running.',
  },
  {
    name: 'beside',
    pattern: /\bbeside\b/,
    instead: 'next to, alongside',
    planted: 'The agent runs beside the app.',
    innocent: 'Besides, the agent runs.',
  },
  {
    name: 'is to be',
    pattern:
      /(?<!\b(?:goal|way|point|trick|idea|purpose|aim|fix|remedy) )\b(?:is|are|was|were) (?:not )?to be\b|\b(?:that|which|what|who|they|it) (?:is|are|was|were) to (?!blame\b|date\b|say\b|the\b|a\b)[a-z]+\b|\bnot to be (?:seen|found|told|had)\b/,
    instead: 'must, should',
    planted: 'A program that is to listen needs a port.',
    innocent: 'The fix is to restart it.',
  },
  {
    name: 'as to, the same of',
    pattern: /(?<!\b(?:far|write) )\bas to\b(?! a\b)|\bthe same of\b/,
    instead: 'about; to',
    planted: 'There is doubt as to the cause.',
    innocent: 'It is as close to the app as it can be.',
  },
  {
    name: 'as well',
    pattern: /\bas well\b(?! as)/,
    instead: 'too, also',
    planted: 'The launcher reads it as well.',
    innocent: 'It works as well as before.',
  },
  {
    name: 'gets no turn',
    pattern: /\b(?:get|gets|got|have|has|had) (?:no|its|a|their|his) turn\b/,
    instead: 'is not scheduled',
    planted: 'The agent gets no turn.',
    innocent: 'It has to turn back.',
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
    name: 'is no',
    pattern:
      /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|fewer\b|other\b|one\b|better\b|worse\b|bigger\b|larger\b|newer\b|older\b)(?=[a-z])/,
    instead: 'is not a',
    planted: 'Silence after it is no fault.',
    innocent: 'There is no fault, and the app is no longer running.',
  },
  {
    name: 'is asked',
    pattern: /\b(?:is|are|was|were|be) asked\b(?! (?:to|for)\b)/,
    instead: 'is probed, gets a request',
    planted: 'The endpoint is asked each second.',
    innocent: 'The user is asked to log in.',
  },

  {
    name: 'from X on',
    pattern: /\bfrom (?:\w+ ){1,4}on(?= ?[.,;:)]| ?$)/,
    instead: 'since, after',
    planted: 'It counts from the first check on.',
    innocent: 'It reads from the socket only.',
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
    name: 'inverted beginning',
    pattern:
      /^ ?(?:Of (?:the|an?|what|which|it|its|these|those|all|two|several|each|one)|In which|From which|By which|To which|To whom)\b/,
    instead: 'subject first, then the verb',
    planted: 'Of the listeners, the first is taken.',
    innocent: 'The first of the listeners counts.',
  },
  {
    name: 'What … is',
    pattern:
      /^ ?(?:(?:What|Which) (?:is|was|are|were|has|had|can|cannot|could|may|must|will|comes|goes|stays) [^?:]{2,70}?|Who(?:ever)? [^?:]{2,60}?)(?<!\b(?:that|which|who|where|when|it|as|if|there)) (?:is|are|was|were|gets|goes|stays|has|keeps|counts|belongs|cannot|must)\b(?!.*\?)/s,
    instead: 'name the thing as the subject',
    planted: 'What is cut away is counted.',
    innocent: 'What does the port need?',
  },
  {
    name: 'one, as a pronoun',
    pattern: /(?:^|[.;:,]) ?one (?:that|which|whose|who)\b|\bfor one(?= ?[.,;:)]| ?$)/,
    instead: 'name the thing again, or it',
    planted: 'A port is better; one that is free is best.',
    innocent: 'Use the one that is free, if the app has one.',
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
