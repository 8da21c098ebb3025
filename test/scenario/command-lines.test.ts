import { describeFaults } from '../support/scenario-tests.ts';
import { commandLineFaults } from './cases/command-lines.ts';

describeFaults('the words of a command line', commandLineFaults);
