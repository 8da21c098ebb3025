import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { keptFaults, whoseExceptions, whoseFaults, whoseHealthy } from './cases/whose-line.ts';

describeFaults('the line of one of several programs', whoseFaults);
describeFaults('the exception of one of several programs', whoseExceptions);
describeFaults('an end that something hides', keptFaults);
describeHealthy('the lines of several programs, with nothing wrong', whoseHealthy);
