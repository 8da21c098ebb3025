import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { hiddenFaults, hiddenHealthy } from './cases/hidden-exits.ts';

describeFaults('a program with a hidden exit code', hiddenFaults);
describeHealthy('a program with a hidden exit code, with nothing wrong', hiddenHealthy);
