import { grammarHabits } from './grammar.ts';
import type { Habit } from './habit.ts';
import { programHabits } from './programs.ts';
import { wordHabits } from './words.ts';

/** The bad habits that readers have stumbled over. Those with more false alarms than one in five hits were left out. */
export const habits: readonly Habit[] = [...programHabits, ...wordHabits, ...grammarHabits];
