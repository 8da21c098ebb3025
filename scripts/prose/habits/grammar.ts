import type { Habit } from './habit.ts';

/** Ways to build a sentence that hide its subject or its verb, or that American English does not use. */
export const grammarHabits: readonly Habit[] = [
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
    name: 'is to be',
    pattern:
      /(?<!\b(?:goal|way|point|trick|idea|purpose|aim|fix|remedy) )\b(?:is|are|was|were) (?:not )?to be\b|\b(?:that|which|what|who|they|it) (?:is|are|was|were) to (?!blame\b|date\b|say\b|the\b|a\b)[a-z]+\b|\bnot to be (?:seen|found|told|had)\b/,
    instead: 'must, should',
    planted: 'A program that is to listen needs a port.',
    innocent: 'The fix is to restart it.',
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
    name: 'as to, the same of',
    pattern: /(?<!\b(?:far|write) )\bas to\b(?! a\b)|\bthe same of\b/,
    instead: 'about; to',
    planted: 'There is doubt as to the cause.',
    innocent: 'It is as close to the app as it can be.',
  },
  {
    name: 'from X on',
    pattern: /\bfrom (?:\w+ ){1,4}on(?= ?[.,;:)]| ?$)/,
    instead: 'since, after',
    planted: 'It counts from the first check on.',
    innocent: 'It reads from the socket only.',
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
];
